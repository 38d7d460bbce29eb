"use strict";

/** Where the got is that a stand-in stands for: a URL or a path. One for each thread. */
module.exports = { got: "" };
