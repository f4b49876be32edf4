import { type PhaseState, phasesOf } from './tracking-story.ts'
import type { TrackingView } from './tracking-view.ts'
import { TRACKING_WORDS } from './tracking-words.ts'

function Mark({ state }: { state: PhaseState }) {
  if (state === 'ahead') return <span class="mark" aria-hidden="true" />
  return (
    <svg class="mark" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <circle cx="12" cy="12" r="12" />
      {state === 'done' ? <path d="m6.8 12.4 3.5 3.6 7-7.6" /> : null}
      {state === 'stopped' ? <path d="M12 6.4v6.8M12 17.2v.2" /> : null}
      {state === 'current' ? <circle class="eye" cx="12" cy="12" r="4.5" /> : null}
    </svg>
  )
}

/** The five steps of a journey, with the one it stands on. */
export function Phases({ view }: { view: TrackingView }) {
  const words = TRACKING_WORDS[view.locale]
  const spoken: Record<PhaseState, string | null> = {
    done: words.phaseDone,
    stopped: words.phaseStopped,
    current: null,
    ahead: null,
  }
  return (
    <ol class="phases" aria-label={words.progress}>
      {phasesOf(view).map(({ phase, state }) => (
        <li class={state} aria-current={state === 'current' || state === 'stopped' ? 'step' : undefined}>
          <Mark state={state} />
          <span class="name">{words.phases[phase]}</span>
          {spoken[state] ? <span class="spoken"> ({spoken[state]})</span> : null}
        </li>
      ))}
    </ol>
  )
}
