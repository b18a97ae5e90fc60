import { rootHttpRouterServiceFactory } from '@backstage/backend-defaults/rootHttpRouter';

/**
 * What every open page asks for again and again. It is compressed already, and
 * a line in the log for each of a thousand pages would cost more than the
 * answer and hide the lines that matter.
 */
const POLLED = '/api/dr-status/v1/summary';

/** Backstage's own chain, with a shorter way for the one route that is polled. */
export const rootHttpRouter = rootHttpRouterServiceFactory({
  configure({ app, middleware, routes, applyDefaults }) {
    const secure = middleware.helmet();
    const cors = middleware.cors();
    app.use((request, response, next) => {
      if (request.method !== 'GET' || request.path !== POLLED) {
        next();
        return;
      }
      secure(request, response, securityError => {
        if (securityError) {
          next(securityError);
          return;
        }
        cors(request, response, corsError => {
          if (corsError) next(corsError);
          else routes(request, response, next);
        });
      });
    });
    applyDefaults();
  },
});
