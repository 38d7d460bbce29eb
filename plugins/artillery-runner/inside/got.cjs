"use strict";
// In the place of got 11, for Artillery's http engine alone.
const { authorizeGot } = require("./credentials/authorize-got.cjs");
const place = require("./credentials/place.cjs");

module.exports = authorizeGot(require(place.got));
