import { createDossierRepository } from '../adapters/db/repositories/dossier-repository.ts'
import { createPictureStore } from '../adapters/storage/picture-store.ts'
import type { Config } from '../core/config.ts'
import type { TenantDatabase } from '../core/database.ts'
import { createFileTokens } from '../core/security/file-tokens.ts'
import type { AuthRepository } from '../domain/auth/ports.ts'
import type { PictureLinks } from '../domain/shipments/dossier-ports.ts'
import type { Scope } from '../routes/scope.ts'
import type { TenantContext } from '../use-cases/context.ts'
import { openPicture } from '../use-cases/files/open-picture.ts'
import type { House } from './house.ts'

function linksOf(config: Config): PictureLinks {
  const tokens = createFileTokens({ keys: config.ENCRYPTION_KEYS })
  return {
    linkTo: async (key, expiresAt) => `${config.PUBLIC_URL}/files/${await tokens.tokenFor(key, expiresAt)}`,
    keyOf: tokens.keyOf,
  }
}

/** What hand-overs need: who is a courier, what was brought back, and its pictures. */
export function courierContext(
  env: Env,
  config: Config,
  db: TenantDatabase,
  auth: Pick<AuthRepository, 'findUser'>,
): Pick<TenantContext, 'dossiers' | 'pictures' | 'pictureLinks' | 'couriers'> {
  return {
    dossiers: createDossierRepository(db),
    pictures: createPictureStore(env.FILES),
    pictureLinks: linksOf(config),
    couriers: { find: (userId) => auth.findUser(db.tenantId, userId) },
  }
}

/** The same for the route that opens a signed link. */
export function pictureScope({ config }: House, env: Env): Pick<Scope, 'openPicture'> {
  const work = { pictures: createPictureStore(env.FILES), pictureLinks: linksOf(config) }
  return { openPicture: (token) => openPicture(work, token, Date.now()) }
}
