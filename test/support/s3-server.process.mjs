// @ts-check
/** An S3-compatible server with one bucket; prints its URL, ends with its parent. */
// @ts-expect-error it has no types
import S3rver from 's3rver';

const [folder, bucket] = process.argv.slice(2);
const server = new S3rver({
  address: '127.0.0.1',
  port: 0,
  silent: true,
  directory: folder,
  configureBuckets: [{ name: bucket, configs: [] }],
});
const { port } = await server.run();
process.stdout.write(`http://127.0.0.1:${port}/${bucket}\n`);
process.on('disconnect', () => process.exit(0));
