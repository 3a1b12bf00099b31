import { PrismaPg } from '@prisma/adapter-pg';

type Adapter = Awaited<ReturnType<PrismaPg['connect']>>;
type Query = Parameters<Adapter['queryRaw']>[0];
type Queryable = Pick<Adapter, 'queryRaw' | 'executeRaw'>;

/**
 * Prisma's adapter writes instants without an offset, so that the session's zone would decide their meaning; this one writes
 * UTC.
 */
export class ExactInstants extends PrismaPg {
  override async connect(): Promise<Adapter> {
    const adapter = await super.connect();
    const startTransaction = adapter.startTransaction.bind(adapter);
    adapter.startTransaction = async (isolation) => exact(await startTransaction(isolation));
    return exact(adapter);
  }
}

function exact<Q extends Queryable>(queryable: Q): Q {
  const { queryRaw, executeRaw } = queryable;
  queryable.queryRaw = (query) => queryRaw.call(queryable, withOffsets(query));
  queryable.executeRaw = (query) => executeRaw.call(queryable, withOffsets(query));
  return queryable;
}

function withOffsets(query: Query): Query {
  if (!query.argTypes.some(isInstant)) return query;
  return {
    ...query,
    args: query.args.map((value, i) => (isInstant(query.argTypes[i]) ? inUtc(value) : value)),
    argTypes: query.argTypes.map((type) =>
      isInstant(type) ? { ...type, scalarType: 'string' as const } : type,
    ),
  };
}

function isInstant(type: Query['argTypes'][number] | undefined): boolean {
  return type?.scalarType === 'datetime' && !/^(TIME|TIMETZ|DATE)$/.test(type.dbType ?? '');
}

function inUtc(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inUtc);
  return typeof value === 'string' || value instanceof Date ? new Date(value).toISOString() : value;
}
