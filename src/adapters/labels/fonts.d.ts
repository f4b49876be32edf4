/** Fonts come as data modules: see `rules` in wrangler.toml. */
declare module '*.ttf' {
  const bytes: ArrayBuffer
  export default bytes
}
