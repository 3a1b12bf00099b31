// Slices stand on ladders: each may use only slices on rungs below it, and those of src/ only through their face.
const ladders = require('./ladder.json');

const slices = ladders.src.flatMap((rung) => Object.keys(rung));
const face = '\\.(module|service|events|protocol|errors|decorator|connection)\\.ts$';

/** No import runs up, and neighbours on one rung do not know each other. */
function ladderOf(house, also = '') {
  const rungs = ladders[house].map((rung) => Object.keys(rung));
  return rungs.flatMap((rung, height) =>
    rung.map((folder) => {
      const allowed = [...rungs.slice(0, height).flat(), folder];
      return {
        name: `ladder-${house}-${folder}`,
        comment: `${folder} may use only ${allowed.join(', ')}`,
        severity: 'error',
        from: { path: `^${house}/${folder}/` },
        to: { path: `^${house}/`, pathNot: `^${house}/((${allowed.join('|')})/${also})` },
      };
    }),
  );
}

const faces = slices
  .filter((slice) => slice !== 'platform')
  .flatMap((slice) => [
    {
      name: `face-of-${slice}`,
      comment: `other slices see only *.module|service|events|protocol|errors|decorator|connection.ts of ${slice}; the doctor looks inside`,
      severity: 'error',
      from: { path: '^src/', pathNot: `^src/(${slice}/|graphql/|doctor/|[^/]+\\.ts$)` },
      to: { path: `^src/${slice}/`, pathNot: face },
    },
    {
      name: `face-of-${slice}-for-graphql`,
      comment: 'a door itself, graphql also sees what the doors of REST accept: *.dto.ts',
      severity: 'error',
      from: { path: '^src/graphql/' },
      to: { path: `^src/${slice}/`, pathNot: `^src/graphql/|\\.dto\\.ts$|${face}` },
    },
  ]);

module.exports = {
  forbidden: [
    ...ladderOf('src'),
    ...ladderOf('src/platform'),
    ...faces,
    // An import of a type is an import here: packages are read by people, too.
    ...ladderOf('sdk/client/src', '|protocol\\.ts$'),
    ...ladderOf('web/src'),
    {
      name: 'no-cycles',
      severity: 'error',
      from: { pathNot: '^src/platform/database/client/' },
      to: { circular: true },
    },
    { name: 'resolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
    {
      name: 'protocols-stand-alone',
      comment: 'a protocol imports nothing but other protocols',
      severity: 'error',
      from: { path: '\\.protocol\\.ts$' },
      to: { pathNot: '\\.protocol\\.ts$' },
    },
    {
      name: 'pure-files',
      comment: 'machines, policies, protocols and errors know no framework and do no I/O',
      severity: 'error',
      from: { path: '\\.(machine|policy|protocol|errors)\\.ts$' },
      to: {
        path: '^(node_modules/(@nestjs|@prisma|ioredis|socket\\.io|fastify|@fastify|pg|rxjs)|src/.*\\.(store|gateway|controller|service|module|redis|local)\\.ts$)',
      },
    },
    {
      name: 'pure-files-no-io',
      severity: 'error',
      from: { path: '\\.(machine|policy|protocol|errors)\\.ts$' },
      to: { dependencyTypes: ['core'], pathNot: '^(node:)?(util|path|url)$' },
    },
    {
      name: 'prisma-behind-stores',
      comment: 'Prisma is known in *.store.ts and platform only',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/platform/|\\.store\\.ts$' },
      to: { path: '^(node_modules/(@prisma|pg)/|src/platform/database/(client|database\\.ts))' },
    },
    {
      name: 'doors-know-services',
      comment: 'controllers, gateways and resolvers ask services, not what is stored',
      severity: 'error',
      from: { path: '\\.(controller|gateway|resolver)\\.ts$' },
      to: { path: '\\.store\\.ts$' },
    },
    {
      name: 'redis-behind-stores',
      comment:
        'ioredis is known in *.store.ts, *.redis.ts, the modules that choose between backings, and platform',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/platform/|\\.(store|redis|module)\\.ts$|/redis\\.[^/]+\\.ts$' },
      to: { path: '^(node_modules/ioredis/|src/platform/redis/)' },
    },
    {
      name: 'sockets-behind-gateways',
      comment: 'socket.io is known in *.gateway.ts and realtime only',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/realtime/|\\.gateway\\.ts$' },
      to: { path: '^node_modules/(socket\\.io|@socket\\.io|@nestjs/platform-socket\\.io)' },
    },
    {
      name: 'graphql-behind-its-door',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/graphql/' },
      to: { path: '^node_modules/(graphql|mercurius|@nestjs/(graphql|mercurius)|@escape\\.tech)' },
    },
    {
      name: 'sdk-knows-pure-files-of-the-server',
      comment:
        'what both sides must agree on: protocols, and policies that know nothing else, also by their types',
      severity: 'error',
      from: { path: '^sdk/' },
      to: { path: '^(src|web|test|bench)/', pathNot: '^src/.*\\.(protocol|policy)\\.ts$', reachable: true },
    },
    {
      name: 'react-knows-the-client-package',
      severity: 'error',
      from: { path: '^sdk/react/' },
      to: { path: '^(src|sdk)/', pathNot: '^sdk/(react/src/|client/src/index\\.ts$)' },
    },
    {
      name: 'page-knows-the-packages',
      comment: 'the page is the first user of @ringline/client and @ringline/react, and uses nothing deeper',
      severity: 'error',
      from: { path: '^web/src/' },
      to: { path: '^(src|sdk|test|bench)/', pathNot: '^sdk/(client|react)/src/index\\.ts$' },
    },
    {
      name: 'server-knows-no-web',
      severity: 'error',
      from: { path: '^src/' },
      to: { path: '^(web|sdk|test|bench)/' },
    },
    {
      name: 'page-knows-no-sockets',
      comment: 'React components speak to the SDK',
      severity: 'error',
      from: { path: '^(web|sdk/react)/' },
      to: { path: '^node_modules/(socket\\.io-client|livekit-client)' },
    },
    {
      name: 'client-knows-no-react',
      comment: 'socket and WebRTC logic works without a framework',
      severity: 'error',
      from: { path: '^sdk/client/' },
      to: { path: '^node_modules/react' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '\\.spec\\.tsx?$' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
};
