"use strict";

const refuse = () => {
  throw new Error("This part of Artillery is not loaded: Testcar runs tests where it runs itself.");
};

/** Stands for one of Artillery's other commands, or for one of its cloud platforms. */
module.exports = class Unavailable {
  static description = "not available through Testcar";
  static hidden = true;

  constructor() {
    refuse();
  }

  static async run() {
    refuse();
  }
};
