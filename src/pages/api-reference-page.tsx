import { apiReferenceScript, apiReferenceStyles } from './api-reference-look.ts'
import { baseStyles } from './base-styles.ts'
import { paletteOf } from './brand-palette.ts'
import { Shell, toDocument } from './document-shell.tsx'
import {
  type ApiView,
  type BodyView,
  curlOf,
  type OperationView,
  type ParameterView,
  type ResponseView,
  readApi,
} from './openapi-reading.ts'
import type { FieldView } from './openapi-schema.ts'

/** `document` is an OpenAPI 3.1 document as parsed JSON; `baseUrl` is where the example calls go, without a path. */
export interface ApiReferenceInput {
  readonly nonce: string
  readonly document: unknown
  readonly baseUrl: string
}

const ROOM = ['', 'in1', 'in2', 'in3', 'in4'] as const

function Prose({ text }: { text: string }) {
  return text.split(/\n{2,}/).map((paragraph) => (paragraph.trim() ? <p class="prose">{paragraph.trim()}</p> : null))
}

function Row(row: {
  name: string
  type: string
  required: boolean
  description: string
  depth?: number
  place?: string
}) {
  return (
    <li class={ROOM[row.depth ?? 0] ?? 'in4'}>
      <p>
        <code class="name">{row.name}</code> <span class="type">{row.type}</span>
        {row.place ? <span class="place"> {row.place}</span> : null}
        {row.required ? <span class="must"> required</span> : null}
      </p>
      {row.description ? <p class="about">{row.description}</p> : null}
    </li>
  )
}

function Fields({ fields }: { fields: readonly FieldView[] }) {
  if (fields.length === 0) return null
  return (
    <ul class="fields">
      {fields.map((field) => (
        <Row {...field} />
      ))}
    </ul>
  )
}

function Parameters({ parameters }: { parameters: readonly ParameterView[] }) {
  if (parameters.length === 0) return null
  return (
    <section>
      <h4>Parameters</h4>
      <ul class="fields">
        {parameters.map((parameter) => (
          <Row {...parameter} />
        ))}
      </ul>
    </section>
  )
}

function Body({ body }: { body: BodyView | null }) {
  if (!body) return null
  return (
    <section>
      <h4>
        Request body <code>{body.contentType}</code>
      </h4>
      <Fields fields={body.fields} />
    </section>
  )
}

function Responses({ responses }: { responses: readonly ResponseView[] }) {
  if (responses.length === 0) return null
  return (
    <section>
      <h4>Responses</h4>
      <ul class="answers">
        {responses.map((response) => (
          <li>
            {response.fields.length > 0 ? (
              <details>
                <summary>
                  <Answer response={response} />
                </summary>
                <Fields fields={response.fields} />
              </details>
            ) : (
              <Answer response={response} />
            )}
          </li>
        ))}
      </ul>
    </section>
  )
}

function Answer({ response }: { response: ResponseView }) {
  const kind = /^[1-3]/.test(response.status) ? 'fine' : 'wrong'
  return (
    <span class="answer">
      <code class={kind}>{response.status}</code> <span>{response.description}</span>
    </span>
  )
}

function Method({ method }: { method: string }) {
  return <span class={`method ${method.toLowerCase()}`}>{method}</span>
}

function Operation({ operation, baseUrl }: { operation: OperationView; baseUrl: string }) {
  return (
    <article
      id={operation.id}
      class="operation"
      data-find={`${operation.method} ${operation.path} ${operation.summary}`.toLowerCase()}
    >
      <h3>
        <a href={`#${operation.id}`}>
          <Method method={operation.method} /> <code>{operation.path}</code>
        </a>
      </h3>
      <div class="sheet">
        <div class="words">
          {operation.summary ? <p class="summary">{operation.summary}</p> : null}
          {operation.deprecated ? <p class="deprecated">Deprecated</p> : null}
          <Prose text={operation.description} />
          <Parameters parameters={operation.parameters} />
          <Body body={operation.body} />
          <Responses responses={operation.responses} />
        </div>
        <section class="call" aria-label={`Example call of ${operation.method} ${operation.path}`}>
          <p class="bar">
            <span>Example</span>
            <button type="button" class="copy" hidden>
              Copy
            </button>
          </p>
          <pre>
            <code>{curlOf(operation, baseUrl)}</code>
          </pre>
        </section>
      </div>
    </article>
  )
}

function Contents({ api }: { api: ApiView }) {
  return (
    <nav class="contents" aria-label="Operations">
      <p class="find" hidden>
        <label for="find">Filter</label>
        <input id="find" type="search" placeholder="bags, POST, webhook…" autocomplete="off" spellcheck={false} />
        <span id="count" class="spoken" role="status" aria-live="polite" />
      </p>
      {api.groups.map((group, i) => (
        <section data-group={i}>
          <p class="tag">
            <a href={`#tag-${i}`}>{group.tag}</a>
          </p>
          <ul>
            {group.operations.map((operation) => (
              <li data-for={operation.id}>
                <a href={`#${operation.id}`}>
                  <Method method={operation.method} />
                  <span>{operation.path.replace(/^\/api\/v\d+/, '')}</span>
                </a>
              </li>
            ))}
          </ul>
        </section>
      ))}
    </nav>
  )
}

/** The API as one page a person reads: no viewer from elsewhere, no request; works without script but for filter and copy. */
export function renderApiReference({ nonce, document, baseUrl }: ApiReferenceInput): string {
  const api = readApi(document)
  return toDocument(
    <Shell
      nonce={nonce}
      lang="en"
      dir="ltr"
      title={`${api.title} API reference`}
      styles={baseStyles(paletteOf('')) + apiReferenceStyles}
      script={apiReferenceScript}
    >
      <a class="skip" href="#main">
        Skip to the operations
      </a>
      <div class="page">
        <Contents api={api} />
        <main id="main" tabindex={-1}>
          <header class="opening">
            <h1>{api.title}</h1>
            <p class="facts">
              {api.version ? <span>Version {api.version}</span> : null} <code>{baseUrl}</code>{' '}
              <a href="/openapi.json">openapi.json</a>
            </p>
            <Prose text={api.description} />
          </header>
          {api.groups.length === 0 ? <p class="prose">This document describes no operations.</p> : null}
          {api.groups.map((group, i) => (
            <section class="group" data-group={i} aria-labelledby={`tag-${i}`}>
              <h2 id={`tag-${i}`}>{group.tag}</h2>
              <Prose text={group.description} />
              {group.operations.map((operation) => (
                <Operation operation={operation} baseUrl={baseUrl} />
              ))}
            </section>
          ))}
        </main>
      </div>
    </Shell>,
  )
}
