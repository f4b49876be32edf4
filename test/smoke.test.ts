import { env, exports } from 'cloudflare:workers'
import { it } from 'vitest'
it('runs', async ({ expect }) => {
  expect(await (await exports.default.fetch('https://x/')).text()).toBe('ok')
  const db = env.TENANT_DB_0
  await db.exec('CREATE TABLE g (tenant_id TEXT, what TEXT, expected INTEGER, actual INTEGER)')
  await db.prepare(`CREATE TRIGGER g_check BEFORE INSERT ON g BEGIN SELECT CASE WHEN NEW.expected = NEW.actual THEN RAISE(IGNORE) ELSE RAISE(ABORT, 'guard:' || NEW.what) END; END`).run()
  await db.exec('CREATE TABLE w (tenant_id TEXT, id TEXT, v INTEGER, PRIMARY KEY (tenant_id, id)) WITHOUT ROWID')
  await db.prepare("INSERT INTO w VALUES ('t','a',1)").run()
  const r = await db.batch([db.prepare("UPDATE w SET v=2 WHERE tenant_id='t' AND id='a'"), db.prepare("INSERT INTO g SELECT 't','x',1,changes()")])
  console.log(JSON.stringify(r.map(x=>x.meta)))
  await db.batch([db.prepare("UPDATE w SET v=3 WHERE tenant_id='t' AND id='b'"), db.prepare("INSERT INTO g SELECT 't','x',1,changes()")]).catch(e => console.log(String(e.message)))
  console.log((await db.prepare('select count(*) c from g').first()))
  console.log((await db.prepare('select sqlite_version() v').first().catch(e=>e.message)))
})
