module.exports = { siteMetadata: { title: "x" } }
