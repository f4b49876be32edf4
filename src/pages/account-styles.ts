import { baseStyles } from './base-styles.ts'
import type { Palette } from './brand-palette.ts'

const FORM = `
.brand{max-inline-size:34rem;margin-inline:auto;padding:max(.9rem,env(safe-area-inset-top)) 1rem .9rem}
.brand>p{display:flex;align-items:center;gap:.7rem}
.brandname{font-weight:700;font-size:1.06rem}
.logo{display:inline-flex;padding:.25rem .4rem;border-radius:8px;background:#fff}
.logo img{display:block;block-size:28px;inline-size:auto;max-inline-size:9rem;object-fit:contain}
main{max-inline-size:34rem;margin-inline:auto;padding:1rem 1rem 3rem}
.card{padding:clamp(1.5rem,5vw,2.75rem);border-radius:22px;background:var(--paper);box-shadow:var(--shadow)}
h1{font-size:clamp(1.6rem,1.3rem + 2vw,2.2rem);font-weight:780}
h1+p{margin-block-start:.7rem;color:var(--soft)}
form{display:grid;gap:1.2rem;margin-block-start:1.6rem}
label{display:block;font-weight:650}
input{inline-size:100%;min-block-size:3.1rem;margin-block-start:.4rem;padding:0 .9rem;border:1.5px solid var(--soft);border-radius:12px;background:var(--paper);color:var(--ink);font:inherit}
input[readonly]{border-color:var(--line);background:var(--sunk)}
input[aria-invalid=true]{border-color:var(--warn)}
.hint{margin-block-start:.4rem;font-size:.88rem;color:var(--soft)}
.fault{margin-block-start:.4rem;color:var(--warn);font-weight:650}
button{min-block-size:3.1rem;padding:0 1.4rem;border:0;border-radius:12px;background:var(--surface);color:var(--on-surface);font:inherit;font-weight:700;cursor:pointer}
button:hover{filter:brightness(.93)}
.contacts{display:flex;flex-wrap:wrap;gap:.6rem 1.4rem;max-inline-size:34rem;margin-inline:auto;padding:0 1rem 2rem;font-size:.92rem}
.contacts svg{inline-size:1.1rem;block-size:1.1rem;vertical-align:-.2rem;margin-inline-end:.4rem;fill:none;stroke:currentColor;stroke-width:1.8}
`

/** The style sheet of the pages that mails about an account lead to. */
export function accountStyles(palette: Palette): string {
  return baseStyles(palette) + FORM
}
