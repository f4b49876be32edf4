export const apiReferenceStyles = `
.page{max-inline-size:96rem;margin-inline:auto}
.contents{padding:1rem 1.25rem}
.contents .tag{margin-block:1rem .3rem;font-weight:720;font-size:.92rem;text-transform:capitalize}
.contents .tag a{color:inherit;text-decoration:none}
.contents li a{display:flex;gap:.55rem;align-items:baseline;padding:.28rem .4rem;margin-inline:-.4rem;border-radius:7px;color:var(--soft);text-decoration:none;font-size:.86rem}
.contents li a:hover{background:var(--paper);color:var(--ink)}
.find label{display:block;font-size:.84rem;font-weight:650;margin-block-end:.3rem}
.find input{inline-size:100%;min-block-size:2.6rem;padding:0 .8rem;border:1.5px solid var(--soft);border-radius:10px;background:var(--paper);color:var(--ink);font:inherit}
.method{display:inline-block;flex:none;min-inline-size:4.1em;font:700 .72rem/1 var(--mono);letter-spacing:.02em;color:var(--get)}
:root{--get:#0b5bb5;--post:#17703b;--put:#8a4b00;--delete:#b3261e}
@media (prefers-color-scheme:dark){:root{--get:#7db8ff;--post:#6fd695;--put:#ffc46b;--delete:#ff9a92}}
.method.post{color:var(--post)}.method.put,.method.patch{color:var(--put)}.method.delete{color:var(--delete)}
main{padding:0 1.25rem 4rem;min-inline-size:0}
.opening{padding-block:1.5rem 1rem}
.opening h1{font-size:clamp(1.9rem,1.4rem + 2vw,2.7rem);font-weight:780;letter-spacing:-.025em}
.opening .facts{display:flex;flex-wrap:wrap;gap:.3rem 1.2rem;margin-block-start:.6rem;color:var(--soft)}
.prose{margin-block-start:.6rem;max-inline-size:46rem;white-space:pre-line}
.group{margin-block-start:2rem}
.group>h2{font-size:1.5rem;font-weight:760;letter-spacing:-.015em;text-transform:capitalize;scroll-margin-block-start:1rem}
.operation{margin-block-start:1rem;border-radius:16px;background:var(--paper);box-shadow:var(--shadow);scroll-margin-block-start:1rem;overflow:hidden}
.operation:target{box-shadow:0 0 0 2px var(--accent)}
.operation h3{padding:.95rem 1.25rem;border-block-end:1px solid var(--line);font-size:1rem}
.operation h3 a{display:flex;gap:.7rem;align-items:baseline;color:inherit;text-decoration:none}
.operation h3 a:hover code{text-decoration:underline}
.operation h3 .method{font-size:.84rem}
.operation h3 code{font:650 .98rem var(--mono)}
.sheet{display:grid}
.words{padding:1rem 1.25rem 1.25rem;min-inline-size:0}
.summary{font-size:1.06rem;font-weight:650}
.deprecated{margin-block-start:.4rem;color:var(--warn);font-weight:650}
h4{margin-block:1.3rem .35rem;font-size:.86rem;font-weight:720;color:var(--soft)}
h4 code{font:500 .8rem var(--mono)}
.fields li{padding-block:.5rem;border-block-start:1px solid var(--line)}
.fields .in1{padding-inline-start:1.2rem}.fields .in2{padding-inline-start:2.4rem}.fields .in3{padding-inline-start:3.6rem}.fields .in4{padding-inline-start:4.8rem}
.name{font:650 .9rem var(--mono)}
.type,.place{font-size:.86rem;color:var(--soft)}
.place{margin-inline-start:.35em}
.place::before{content:"in "}
.must{margin-inline-start:.35em;font-size:.8rem;font-weight:650;color:var(--delete)}
.about{font-size:.92rem;color:var(--soft)}
.answers li{padding-block:.5rem;border-block-start:1px solid var(--line)}
.answer code{display:inline-block;min-inline-size:2.6rem;font:700 .88rem var(--mono)}
.answer .fine{color:var(--post)}.answer .wrong{color:var(--soft)}
summary{cursor:pointer}
details .fields{margin:.5rem 0 .2rem 1.1rem}
.call{min-inline-size:0;background:#10151d;color:#e6ebf2}
.bar{display:flex;justify-content:space-between;align-items:center;min-block-size:2.6rem;padding:.35rem .7rem 0 1.25rem;font-size:.8rem;font-weight:650;color:#a9b4c4}
.call pre{margin:0;padding:.2rem 1.25rem 1.2rem;font:.84rem/1.6 var(--mono);white-space:pre-wrap}
.copy{padding:.3rem .7rem;border:1px solid #465164;border-radius:8px;background:#1c2430;color:#e6ebf2;font:600 .8rem system-ui,sans-serif;cursor:pointer}
.copy:hover{background:#2a3444}
.copy:focus-visible{outline-color:#8ab8ff}
[hidden]{display:none!important}
@media (min-width:60rem){
  .page{display:grid;grid-template-columns:17.5rem minmax(0,1fr)}
  .contents{position:sticky;inset-block-start:0;block-size:100vh;overflow-y:auto;border-inline-end:1px solid var(--line)}
  main{padding-inline:2.25rem}
}
@media (max-width:59.99rem){.contents section{display:none}}
@media (min-width:80rem){.sheet{grid-template-columns:minmax(0,1fr) minmax(0,27rem)}}
@media (prefers-reduced-motion:no-preference){html{scroll-behavior:smooth}}
@media print{.contents,.copy{display:none!important}.operation{break-inside:avoid;border:1px solid #999}.call,.call .bar{background:#fff;color:#000}}
`

/** Filter and copy. Every word typed must occur in an operation's method, path or summary. */
export const apiReferenceScript = `(() => {
  const input = document.getElementById('find')
  const count = document.getElementById('count')
  const operations = [...document.querySelectorAll('.operation')]
  input.closest('.find').hidden = false
  input.addEventListener('input', () => {
    const words = input.value.toLowerCase().split(/\\s+/).filter(Boolean)
    let found = 0
    for (const operation of operations) {
      const hit = words.every((word) => operation.dataset.find.includes(word))
      operation.hidden = !hit
      const entry = document.querySelector('[data-for="' + operation.id + '"]')
      if (entry) entry.hidden = !hit
      if (hit) found += 1
    }
    for (const group of document.querySelectorAll('[data-group]'))
      group.hidden = !group.querySelector('.operation:not([hidden]), [data-for]:not([hidden])')
    count.textContent = found + ' of ' + operations.length + ' operations'
  })
  if (!navigator.clipboard) return
  for (const button of document.querySelectorAll('.copy')) {
    button.hidden = false
    button.addEventListener('click', async () => {
      await navigator.clipboard.writeText(button.closest('.call').querySelector('code').textContent)
      button.textContent = 'Copied'
      setTimeout(() => { button.textContent = 'Copy' }, 1500)
    })
  }
})()`
