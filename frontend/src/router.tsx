import {
  createHashHistory,
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Navigate,
} from '@tanstack/react-router';
import { QueueView } from './views/QueueView';
import { Shell } from './views/Shell';

const root = createRootRoute({ component: Shell, notFoundComponent: () => <Navigate to="/" /> });
const getParentRoute = () => root;

const queue = createRoute({ getParentRoute, path: '/', component: QueueView });

/** What the first screen does not need is loaded when it is first opened. */
const accounts = createRoute({
  getParentRoute,
  path: '/accounts',
  component: lazyRouteComponent(() => import('./views/AccountsView'), 'AccountsView'),
});
const calendar = createRoute({
  getParentRoute,
  path: '/calendar',
  component: lazyRouteComponent(() => import('./views/CalendarView')),
});
const library = createRoute({
  getParentRoute,
  path: '/library',
  component: lazyRouteComponent(() => import('./views/LibraryView')),
});
const privacy = createRoute({
  getParentRoute,
  path: '/privacy',
  component: lazyRouteComponent(() => import('./views/PrivacyView')),
});
const settings = createRoute({
  getParentRoute,
  path: '/settings',
  component: lazyRouteComponent(() => import('./views/SettingsView')),
});

/** Places live behind the hash, because the asset server knows only index.html. */
export const router = createRouter({
  routeTree: root.addChildren([queue, calendar, library, accounts, privacy, settings]),
  history: createHashHistory(),
  defaultPreload: 'intent',
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
