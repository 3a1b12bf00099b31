import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { completeOperations } from './operations.js';
import { ProblemDto } from './problem.dto.js';

const ABOUT = [
  'Accounts, presence, chat and calls for web products.',
  'Every refusal is `application/problem+json` (RFC 9457) with a stable `code`; docs/protocol/errors.md says what each means.',
].join(' ');

/** The REST contract, generated from the controllers. */
export function openApiDocument(app: NestFastifyApplication): OpenAPIObject {
  const description = new DocumentBuilder()
    .setTitle('Ringline')
    .setDescription(ABOUT)
    .setVersion('1')
    .setLicense('MIT', 'https://opensource.org/license/mit')
    .addServer('/', 'Where this document comes from.')
    .addBearerAuth({
      type: 'http',
      scheme: 'bearer',
      bearerFormat: 'JWT',
      description: 'The access token of a user.',
    })
    .addBearerAuth(
      {
        type: 'http',
        scheme: 'bearer',
        bearerFormat: 'rl_sk_…',
        description: 'The service key of another back end.',
      },
      'serviceKey',
    )
    .build();
  const document = SwaggerModule.createDocument(app, description, { extraModels: [ProblemDto] });
  return completeOperations(app, document);
}

/** Swagger UI at /api/docs, the document at /api/openapi.json. */
export function serveOpenApi(app: NestFastifyApplication): void {
  SwaggerModule.setup('api/docs', app, () => openApiDocument(app), { jsonDocumentUrl: 'api/openapi.json' });
}
