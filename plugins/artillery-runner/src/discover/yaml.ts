// Loaded with the first YAML file. An import with a name, unlike import() of the package itself, bundles as it runs.
export { parseAllDocuments } from "yaml";
