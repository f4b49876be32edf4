import { baseStyles } from './base-styles.ts'
import type { Palette } from './brand-palette.ts'

const HEADER = `
.brand{max-inline-size:68rem;margin-inline:auto;padding:max(.9rem,env(safe-area-inset-top)) 1.25rem .9rem;display:flex;align-items:center;justify-content:space-between;gap:1rem;min-block-size:3.75rem}
.brand>p:first-child{display:flex;align-items:center;gap:.7rem;min-inline-size:0}
.brandname{font-weight:700;font-size:1.06rem;letter-spacing:-.01em}
.logo{display:inline-flex;padding:.25rem .4rem;border-radius:8px;background:#fff}
.logo img{display:block;block-size:28px;inline-size:auto;max-inline-size:9rem;object-fit:contain}
.live{display:inline-flex;align-items:center;gap:.45rem;font-size:.8rem;font-weight:600;color:var(--soft);white-space:nowrap}
.live[hidden]{display:none}
.lamp{inline-size:.55rem;block-size:.55rem;border-radius:50%;background:currentColor;opacity:.55}
.live.connected{color:var(--good)}
.live.connected .lamp{opacity:1;animation:breathe 2.4s ease-in-out infinite}
@keyframes breathe{50%{box-shadow:0 0 0 .3rem color-mix(in srgb,currentColor 18%,transparent)}}
main{max-inline-size:68rem;margin-inline:auto;padding:0 1rem 2.5rem}
`

const TICKET = `
.ticket{border-radius:22px;background:var(--paper);box-shadow:var(--shadow);overflow:hidden}
.face{padding:1.6rem 1.4rem 1.3rem;background:var(--surface);color:var(--on-surface)}
.ticket.stopped{--surface:var(--halt);--on-surface:var(--on-halt)}
.face h1{font-size:clamp(1.9rem,1.35rem + 2.6vw,3.1rem);font-weight:780;letter-spacing:-.025em;line-height:1.08}
.face:lang(ar) h1,[dir=rtl] .face h1{line-height:1.35;letter-spacing:0}
.when{margin-block-start:.7rem;font-size:clamp(1.1rem,1rem + .5vw,1.35rem);font-weight:600;line-height:1.35}
.detail{margin-block-start:.35rem;max-inline-size:34rem}
.route{margin-block-start:1.1rem}
.route svg{display:block;inline-size:100%;block-size:auto;overflow:visible}
.route path{fill:none;stroke:currentColor;stroke-width:2.25;stroke-linecap:round}
.route .ahead{stroke-dasharray:.1 7.5;opacity:.75}
.route .aircraft{fill:currentColor;stroke:none}
.route .tick{stroke:var(--surface);stroke-linejoin:round}
.route .dot{fill:currentColor}
.route .ring{fill:var(--surface);stroke:currentColor;stroke-width:2.25}
.ports{display:flex;justify-content:space-between;gap:1rem;margin-block-start:.15rem}
.port{display:grid}
.port.to{text-align:end}
.port .iata{font-size:1.5rem;font-weight:780;letter-spacing:.02em;line-height:1.15}
.port .city{font-size:.9rem}
.stub{position:relative;padding:1.5rem 1.4rem 1.35rem}
.stub::before{content:"";position:absolute;inset-block-start:-1px;inset-inline:18px;border-block-start:2px dotted var(--line)}
.stub::after{content:"";position:absolute;inset-block-start:-10px;inset-inline:-10px;block-size:20px;pointer-events:none;
  background:radial-gradient(circle 10px at 10px 50%,var(--ground) 98%,transparent),radial-gradient(circle 10px at calc(100% - 10px) 50%,var(--ground) 98%,transparent)}
.phases{display:grid;grid-template-columns:repeat(5,minmax(0,1fr));gap:.15rem;margin-inline:-.75rem;overflow-wrap:normal}
.phases li{position:relative;display:grid;justify-items:center;align-content:start;gap:.45rem;text-align:center;font-size:.76rem;line-height:1.25;color:var(--soft)}
.phases li+li::before{content:"";position:absolute;inset-block-start:11px;inset-inline-end:calc(50% + 14px);inset-inline-start:calc(-50% + 14px);block-size:2px;border-radius:1px;background:var(--line)}
.phases li.done+li::before{background:var(--accent)}
.phases li.done:has(+.ahead)+.ahead::before{background:var(--line)}
.mark{inline-size:24px;block-size:24px;border-radius:50%;color:var(--accent)}
span.mark{box-shadow:inset 0 0 0 2px var(--line)}
.mark circle{fill:currentColor}
.mark path{fill:none;stroke:var(--paper);stroke-width:2.4;stroke-linecap:round;stroke-linejoin:round}
.mark .eye{fill:var(--paper)}
.phases .current,.phases .stopped{color:var(--ink);font-weight:700}
.phases .done{color:var(--ink)}
.phases .stopped .mark{color:var(--warn-fill)}
.ticket.stopped .phases .stopped .mark,.ticket.stopped .phases .done .mark{color:var(--soft)}
.ticket.stopped .phases li.done+li::before{background:var(--soft)}
.facts{display:grid;grid-template-columns:1fr 1fr;gap:1rem 1.5rem;margin-block-start:1.5rem;padding-block-start:1.2rem;border-block-start:1px solid var(--line)}
.facts .number{grid-column:1/-1}
.facts dt,.end dt{font-size:.8rem;color:var(--soft)}
.facts dd{font-weight:650}
.facts .number dd{font-family:var(--mono);font-size:1.12rem;letter-spacing:.03em;word-spacing:-.28em}
@media (min-width:46rem){
  .brand{padding-inline:2rem}
  main{padding-inline:1.75rem}
  .face{display:grid;grid-template-columns:minmax(0,1fr) minmax(0,1fr);gap:2.5rem;align-items:end;padding:2.4rem 2.4rem 1.9rem}
  .route{margin-block-start:0}
  .say{align-self:center}
  .stub{padding:1.9rem 2.4rem 1.7rem}
  .phases{margin-inline:0}
  .phases li{font-size:.9rem}
  .facts{grid-template-columns:1fr auto auto;gap:1rem 3rem}
  .facts .number{grid-column:auto}
}
`

const CARDS = `
.notice{margin-block-start:1rem;padding:1.15rem 1.4rem;border-radius:16px;border:1px solid var(--warn-line);background:var(--warn-paper)}
.notice h2{font-size:1rem;font-weight:700;color:var(--warn)}
.notice.stopped{background:var(--halt-paper);border-color:var(--halt-line)}
.notice.stopped h2{color:var(--ink)}
.notice p{margin-block-start:.35rem;max-inline-size:44rem}
.notice .todo{font-weight:600}
.columns{display:grid;gap:1rem;margin-block-start:1rem;align-items:start}
.card{padding:1.4rem;border-radius:18px;background:var(--paper);box-shadow:var(--shadow)}
.card h2{font-size:1.13rem;font-weight:720;letter-spacing:-.01em}
.flight header{display:flex;flex-wrap:wrap;justify-content:space-between;align-items:center;gap:.5rem 1rem}
.chip{display:inline-flex;gap:.35rem;padding:.2rem .65rem;border-radius:99px;background:var(--sunk);font-size:.84rem;font-weight:650}
.chip span+span::before{content:"· "}
.chip.warn{background:var(--warn-paper);color:var(--warn);box-shadow:inset 0 0 0 1px var(--warn-line)}
.ends{display:grid;grid-template-columns:1fr 1fr;gap:1.25rem;margin-block-start:1.1rem}
.end+.end{padding-inline-start:1.25rem;border-inline-start:1px solid var(--line)}
@media (max-width:23rem){.ends{grid-template-columns:1fr}.end+.end{padding:1.1rem 0 0;border:0;border-block-start:1px solid var(--line)}}
.end .label{font-size:.8rem;color:var(--soft)}
.end .where{font-size:.95rem}
.end .where .iata{font-weight:720}
.clock{margin-block-start:.3rem;font-size:1.75rem;font-weight:740;letter-spacing:-.02em;line-height:1.15}
.clock ins{text-decoration:none}
.clock del{font-size:1rem;font-weight:500;letter-spacing:0;white-space:nowrap}
.clock.none{font-size:1rem;font-weight:600;letter-spacing:0}
.cancelled .clock time{text-decoration:line-through;text-decoration-thickness:2px;color:var(--soft)}
del{color:var(--soft);text-decoration-thickness:1.5px}
.clock ins{color:var(--warn)}
.flight.arrived .clock ins{color:inherit}
.day{font-size:.9rem;color:var(--soft)}
.end dl{display:flex;flex-wrap:wrap;gap:.3rem 1.1rem;margin-block-start:.7rem}
.end dl:empty{display:none}
.end dd{font-weight:650}
.help p{margin-block-start:.4rem;color:var(--soft)}
.contacts{display:grid;gap:.2rem;margin-block-start:.7rem}
.contacts a{display:inline-flex;align-items:center;gap:.7rem;min-block-size:2.75rem;font-weight:600}
.contacts svg{flex:none;inline-size:1.35rem;block-size:1.35rem;fill:none;stroke:currentColor;stroke-width:1.6;stroke-linejoin:round}
.updated{margin-block-start:1.25rem;text-align:center;font-size:.84rem;color:var(--soft)}
@media (min-width:58rem){.columns{grid-template:"journey flight" auto "journey help" 1fr/minmax(0,1fr) 23.5rem}.flight{grid-area:flight}.timeline{grid-area:journey}.help{grid-area:help}.columns:not(:has(.flight)){grid-template:"journey help"/minmax(0,1fr) 23.5rem}}
`

const TIMELINE = `
.dayblock{margin-block-start:1.3rem}
.dayblock header{display:flex;flex-wrap:wrap;align-items:baseline;justify-content:space-between;gap:0 1rem;padding-block-end:.45rem;border-block-end:1px solid var(--line)}
.dayblock h3{font-size:.95rem;font-weight:700}
.dayblock h3::first-letter{text-transform:uppercase}
.zone{font-size:.84rem;color:var(--soft)}
.step{position:relative;display:grid;grid-template-columns:3.1rem 1fr;gap:1.9rem;padding-block:.85rem .2rem}
.step>time{font-weight:650;line-height:1.3}
.step>div{position:relative}
.step>div::before{content:"";position:absolute;inset-inline-start:-1.26rem;inset-block-start:.36rem;inline-size:.6rem;block-size:.6rem;border-radius:50%;background:var(--line);box-shadow:0 0 0 3px var(--paper);z-index:1}
.step>div::after{content:"";position:absolute;inset-inline-start:calc(-.96rem - 1px);inset-block:.6rem -1.2rem;inline-size:2px;background:var(--line)}
.step:last-child>div::after{display:none}
.timeline .dayblock:first-of-type .step:first-child>div::before{background:var(--accent);inline-size:.8rem;block-size:.8rem;inset-inline-start:-1.36rem;inset-block-start:.26rem}
.step h4{font-size:1rem;font-weight:650;line-height:1.3}
.timeline .dayblock:first-of-type .step:first-child h4{font-weight:760}
.step .where{display:flex;flex-wrap:wrap;gap:0 .8rem;margin-block-start:.1rem;font-size:.9rem;color:var(--soft)}
.step .reason{margin-block-start:.2rem;font-size:.95rem}
.step .note{margin-block-start:.45rem;padding:.55rem .8rem;border-radius:10px;background:var(--sunk);font-size:.92rem}
.empty{margin-block-start:.6rem;color:var(--soft)}
.fresh{animation:arrive 2.4s ease-out}
@keyframes arrive{from{background:color-mix(in srgb,var(--accent) 16%,transparent);border-radius:10px}}
`

const ALONE = `
.alone{display:grid;place-content:center;min-block-size:100vh;min-block-size:100svh;padding-block:2rem;grid-template-columns:minmax(0,34rem)}
.alone .card{padding:clamp(1.5rem,5vw,2.75rem)}
.alone h1{font-size:clamp(1.7rem,1.3rem + 2vw,2.3rem);font-weight:780;letter-spacing:-.025em;line-height:1.12}
[dir=rtl] .alone h1{letter-spacing:0;line-height:1.35}
.alone h1+p{margin-block-start:.7rem;color:var(--soft)}
.sky{display:block;overflow:visible;inline-size:7.5rem;margin-block-end:1.2rem;color:var(--accent)}
[dir=rtl] .sky{transform:scaleX(-1)}
.sky path{fill:none;stroke:currentColor;stroke-width:2;stroke-linecap:round;stroke-dasharray:.1 6}
.sky circle{fill:currentColor}
.sky .ring{fill:var(--paper);stroke:currentColor;stroke-width:2}
.ask{margin-block-start:1.5rem}
.ask label{display:block;font-weight:650}
.ask .line{display:flex;flex-wrap:wrap;gap:.6rem;margin-block-start:.45rem}
.ask input{flex:1 1 15rem;min-block-size:3.1rem;padding:0 .9rem;border:1.5px solid var(--soft);border-radius:12px;background:var(--paper);color:var(--ink);font:600 1.06rem var(--mono);letter-spacing:.03em;text-transform:uppercase}
.ask button{min-block-size:3.1rem;padding:0 1.4rem;border:0;border-radius:12px;background:var(--surface);color:var(--on-surface);font:inherit;font-weight:700;cursor:pointer;flex:1 0 auto}
.ask button:hover{filter:brightness(.93)}
.hint{margin-block-start:.55rem;font-size:.88rem;color:var(--soft)}
`

const PAPER_AND_CALM = `
@media (prefers-reduced-motion:reduce){*,*::before,*::after{animation:none!important;transition:none!important}}
@media (forced-colors:active){.mark,.dot,.lamp{forced-color-adjust:none}}
@media print{
  :root{color-scheme:light;--ground:#fff;--paper:#fff;--sunk:#fff;--ink:#000;--soft:#333;--line:#bbb;--surface:#fff;--on-surface:#000;--halt:#fff;--on-halt:#000;--accent:#000;--warn:#000;--warn-paper:#fff;--halt-paper:#fff;--shadow:none}
  .skip,.live{display:none!important}
  .ticket,.card,.notice{border:1px solid #999;box-shadow:none;break-inside:avoid}
  .card.timeline{break-inside:auto}
  .step{break-inside:avoid}
  .route{max-inline-size:22rem}
}
`

/** The style sheet of the tracking pages: small screens first, logical properties throughout, so that it mirrors itself. */
export function trackingStyles(palette: Palette): string {
  return [baseStyles(palette), HEADER, TICKET, CARDS, TIMELINE, ALONE, PAPER_AND_CALM].join('')
}
