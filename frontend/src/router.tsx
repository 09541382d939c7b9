import {
  createHashHistory,
  createRootRoute,
  createRoute,
  createRouter,
  Navigate,
} from '@tanstack/react-router';
import { AccountsView } from './views/AccountsView';
import { QueueView } from './views/QueueView';
import { Shell } from './views/Shell';

const root = createRootRoute({ component: Shell, notFoundComponent: () => <Navigate to="/" /> });
const queue = createRoute({ getParentRoute: () => root, path: '/', component: QueueView });
const accounts = createRoute({
  getParentRoute: () => root,
  path: '/accounts',
  component: AccountsView,
});

/** Places live behind the hash, because the asset server knows only index.html. */
export const router = createRouter({
  routeTree: root.addChildren([queue, accounts]),
  history: createHashHistory(),
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
