import { PAPER, type Palette } from './brand-palette.ts'

/** Colours by name, for day and night, and what every page shares. Only `#rrggbb` values of a palette get in. */
export function baseStyles(palette: Palette): string {
  return `
:root{
  color-scheme:light dark;
  --ground:${palette.ground};--paper:${PAPER.light};--sunk:#f4f6f9;--ink:#12161d;--soft:#4d5665;--line:#dfe3ea;
  --surface:${palette.surface};--on-surface:${palette.onSurface};--accent:${palette.accent};
  --warn:#8a4b00;--warn-paper:#fff6e5;--warn-line:#f0c987;--warn-fill:#b45f06;
  --halt:#3d4552;--on-halt:#ffffff;--halt-paper:#f1f3f6;--halt-line:#c9cfd9;
  --good:#17703b;
  --shadow:0 1px 2px rgb(18 22 29/.05),0 12px 32px -12px rgb(18 22 29/.16);
  --mono:ui-monospace,"SF Mono","Cascadia Mono","Roboto Mono",Menlo,Consolas,"Liberation Mono",monospace;
}
@media (prefers-color-scheme:dark){:root{
  --ground:${palette.groundDark};--paper:${PAPER.dark};--sunk:#20252e;--ink:#eef1f5;--soft:#a9b2c0;--line:#2e3541;
  --surface:${palette.surfaceDark};--on-surface:${palette.onSurfaceDark};--accent:${palette.accentDark};
  --warn:#ffc46b;--warn-paper:#2a2112;--warn-line:#5c4519;--warn-fill:#ffb648;
  --halt:#39414e;--on-halt:#ffffff;--halt-paper:#1f242d;--halt-line:#3a4250;
  --good:#6fd695;
  --shadow:0 0 0 1px rgb(255 255 255/.05);
}}
*,*::before,*::after{box-sizing:border-box}
html{-webkit-text-size-adjust:100%;text-size-adjust:100%}
body{
  margin:0;background:var(--ground);color:var(--ink);
  font:400 1rem/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans","Noto Sans Arabic","Helvetica Neue",Arial,sans-serif;
  -webkit-font-smoothing:antialiased;overflow-wrap:anywhere;
}
:lang(ar){line-height:1.7;letter-spacing:0!important}
h1,h2,h3,h4,p,ul,ol,dl,dd{margin:0;padding:0}
h1,h2,h3,h4{line-height:1.2;text-wrap:balance}
ol,ul{list-style:none}
a{color:var(--accent);text-underline-offset:.18em;text-decoration-thickness:1px}
a:hover{text-decoration-thickness:2px}
:focus-visible{outline:3px solid var(--accent);outline-offset:3px;border-radius:6px}
main:focus{outline:none}
time,dd,.clock{font-variant-numeric:tabular-nums}
.spoken{position:absolute;inline-size:1px;block-size:1px;margin:-1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.skip{position:absolute;inset-inline-start:1rem;inset-block-start:-4rem;z-index:2;padding:.6rem 1rem;border-radius:0 0 10px 10px;background:var(--ink);color:var(--paper)}
.skip:focus{inset-block-start:0}
`
}
