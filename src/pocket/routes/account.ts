import { ok } from '../reply.ts'
import type { Route } from '../router.ts'
import { accountView } from '../trading/account-view.ts'
import { changeConfigurations } from '../trading/configurations.ts'
import { deskRoute } from './trading-route.ts'

export const accountRoutes: Route[] = [
  deskRoute('GET', '/v2/account', (desk) => ok(accountView(desk))),
  deskRoute('GET', '/v2/account/configurations', (desk) => ok(desk.parts.configurations)),
  deskRoute('PATCH', '/v2/account/configurations', (desk, { body }) => {
    changeConfigurations(desk.parts.configurations, body)
    return ok(desk.parts.configurations)
  }),
]
