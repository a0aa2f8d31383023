// Stands in for react-devtools-core in the bundle.
// biome-ignore lint/style/noDefaultExport: Ink imports the default
export default {};
