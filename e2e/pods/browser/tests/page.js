module.exports = { open: (page) => page.goto("/") };
