import { cosmiconfig, type PublicExplorer } from "cosmiconfig";

/** Opens cosmiconfig for files of these names: in a folder, then upwards to the folder with the package.json. */
export const openExplorer = (searchPlaces: readonly string[]): PublicExplorer =>
  cosmiconfig("testcar", { searchPlaces: [...searchPlaces], searchStrategy: "project", cache: false });
