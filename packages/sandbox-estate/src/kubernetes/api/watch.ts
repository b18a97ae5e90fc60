import { ServerResponse } from 'node:http';
import { ObjectStore, StoreEvent } from '../store/ObjectStore';
import { KubeObject } from '../store/objects';
import {
  ResourceType,
  apiVersionOf,
  resourceName,
} from '../store/resourceTypes';
import { ApiError, expired } from './errors';
import { matcherOf } from './listing';
import { Representation, representObject, tableOf } from './representation';

const BOOKMARK_MS = 60_000;
/** A client that reads this far behind is cut off and has to list again. */
const MOST_UNREAD_BYTES = 16 * 1024 * 1024;

/**
 * Answers `watch=true`: a stream of JSON events, one per line, from the asked
 * revision on, until the client leaves or its `timeoutSeconds` are over.
 */
export function serveWatch(options: {
  store: ObjectStore;
  type: ResourceType;
  namespace?: string;
  query: URLSearchParams;
  as: Representation;
  response: ServerResponse;
}): void {
  const { store, type, namespace, query, as, response } = options;
  const matches = matcherOf(query, type);
  const asked = query.get('resourceVersion') ?? '';
  const fromNow = asked === '' || asked === '0';
  const initial = query.get('sendInitialEvents') === 'true';
  const bookmarks = query.get('allowWatchBookmarks') === 'true';
  const missed = fromNow ? [] : store.eventsAfter(Number(asked));

  response.writeHead(200, {
    'Content-Type': 'application/json',
    'Cache-Control': 'no-cache, private',
  });
  response.flushHeaders();
  let first = true;
  const send = (event: string, object: object) => {
    // A timer may still fire between the end of the watch and its clean-up.
    if (response.writableEnded || response.destroyed) return;
    response.write(`${JSON.stringify({ type: event, object })}\n`);
    if (response.writableLength > MOST_UNREAD_BYTES) {
      response.destroy();
    }
  };
  if (!missed) {
    const gone = expired(Number(asked), store.revision);
    send('ERROR', new ApiError(410, gone.reason, gone.message).toStatus());
    response.end();
    return;
  }

  const sendObject = (event: string, object: KubeObject) => {
    if (as === 'table') {
      send(
        event,
        tableOf(
          type,
          [object],
          { resourceVersion: object.metadata.resourceVersion },
          {
            includeObject: query.get('includeObject'),
            withoutColumns: !first,
          },
        ),
      );
    } else {
      send(event, representObject(as, type, object, query));
    }
    first = false;
  };
  const sendBookmark = (annotations?: Record<string, string>) => {
    const metadata = {
      resourceVersion: String(store.revision),
      creationTimestamp: null,
      ...(annotations && { annotations }),
    };
    if (as === 'table') {
      send('BOOKMARK', tableOf(type, [], metadata, { withoutColumns: !first }));
    } else {
      send('BOOKMARK', {
        kind: as === 'metadata' ? 'PartialObjectMetadata' : type.kind,
        apiVersion: as === 'metadata' ? 'meta.k8s.io/v1' : apiVersionOf(type),
        metadata,
      });
    }
  };

  const concerns = (object: KubeObject | undefined) =>
    object !== undefined &&
    (!namespace || object.metadata.namespace === namespace) &&
    matches(object);
  const resource = resourceName(type);
  const forward = (event: StoreEvent) => {
    if (event.resource !== resource) {
      return;
    }
    const before = concerns(event.previous);
    const after = event.action !== 'DELETED' && concerns(event.object);
    if (after) {
      sendObject(before ? 'MODIFIED' : 'ADDED', event.object);
    } else if (before) {
      // What left the selector is shown as it was, at the version it left.
      const { resourceVersion } = event.object.metadata;
      const last = event.action === 'DELETED' ? event.object : event.previous!;
      sendObject('DELETED', {
        ...last,
        metadata: { ...last.metadata, resourceVersion },
      });
    }
  };

  if (fromNow) {
    for (const object of store.list(resource, namespace).filter(concerns)) {
      sendObject('ADDED', object);
    }
  }
  missed.forEach(forward);
  if (initial) {
    sendBookmark({ 'k8s.io/initial-events-end': 'true' });
  }

  const unsubscribe = store.subscribe(forward);
  const ticking = bookmarks
    ? setInterval(() => sendBookmark(), BOOKMARK_MS).unref()
    : undefined;
  const asks = Number(query.get('timeoutSeconds') || 0);
  // As the real server: half an hour to an hour where the client sets no limit.
  const seconds = asks > 0 ? asks : 1800 + Math.random() * 1800;
  const over = setTimeout(() => {
    if (bookmarks) {
      sendBookmark();
    }
    response.end();
  }, seconds * 1000).unref();
  response.on('close', () => {
    unsubscribe();
    clearInterval(ticking);
    clearTimeout(over);
  });
}
