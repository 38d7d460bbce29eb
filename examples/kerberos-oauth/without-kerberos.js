// The same client without a ticket: npm run example kerberos-oauth -- --config without-kerberos.js
import config from "./testcar.config.js";

const [runner, , [name, { through: _, ...options }]] = config.plugins;

export default { ...config, plugins: [runner, [name, options]] };
