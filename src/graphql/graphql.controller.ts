import { Body, Controller, HttpCode, Post, Req, Res } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { GraphQLSchemaHost } from '@nestjs/graphql';
import { ApiBadRequestResponse, ApiBearerAuth, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { GraphQLError } from 'graphql';
import { AppError } from '../platform/errors/app-error.js';
import { platformErrors } from '../platform/errors/platform.errors.js';
import { Public } from '../platform/access/principal.js';
import { GraphqlAnswerDto, GraphqlRequestDto } from './graphql.dto.js';
import { Refusals } from './refusals.js';
import { refusedValues } from './variables.js';

const TOKEN_DELIVERY = 'x-token-delivery';
const MEDIA_TYPE = 'application/graphql-response+json';

/**
 * The route for GraphQL over HTTP. It is an ordinary route and not the library's, so that body limit, input check, errors and
 * wrong methods are as everywhere; the resolvers check the access token.
 */
@ApiTags('graphql')
@ApiBearerAuth()
@Controller('graphql')
export class GraphqlController {
  constructor(
    private readonly http: HttpAdapterHost,
    private readonly schemaHost: GraphQLSchemaHost,
    private readonly refusals: Refusals,
  ) {}

  @Public()
  @Post()
  @HttpCode(200)
  @ApiOperation({ summary: 'Run one GraphQL operation; docs/schema.graphql is the schema.' })
  @ApiOkResponse({ type: GraphqlAnswerDto, description: 'It was run; single fields may have been refused.' })
  @ApiBadRequestResponse({
    type: GraphqlAnswerDto,
    description: 'It was not run: graphql_invalid, graphql_too_complex, validation_failed.',
    example: {
      errors: [
        {
          message: 'The query is not valid.',
          extensions: { code: 'graphql_invalid', retryable: false, requestId: '6f1c2a52…' },
        },
      ],
    },
  })
  async run(
    @Body() body: GraphqlRequestDto,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    refuseCookieDelivery(request);
    const answer = await this.answer(body, request, reply);
    request.problemCode = answer.errors?.[0]?.extensions.code ?? '';
    const mediaType = request.headers.accept?.includes(MEDIA_TYPE) ? MEDIA_TYPE : 'application/json';
    await reply
      .status(wasRun(answer) ? 200 : 400)
      .header('content-type', `${mediaType}; charset=utf-8`)
      .send(JSON.stringify(answer));
  }

  private async answer(
    { query, variables, operationName }: GraphqlRequestDto,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<GraphqlAnswerDto> {
    const fastify = this.http.httpAdapter.getInstance<FastifyInstance>();
    try {
      const { data, errors } = await fastify.graphql(
        query,
        { request, reply },
        variables ?? {},
        operationName ?? undefined,
      );
      return { data, ...(errors && { errors: this.refusals.describe(errors, request.id) }) };
    } catch (error) {
      if (error instanceof AppError) return { errors: this.refusals.describe([error], request.id) };
      const errors = validationErrors(error);
      const refused = await refusedValues(this.schemaHost.schema, errors, variables ?? {});
      return { errors: this.refusals.describe(refused ? [refused] : errors, request.id) };
    }
  }
}

/**
 * A client that asks for the refresh token in a cookie, where no script reads it, must not get it in a body.
 * @throws validation_failed
 */
function refuseCookieDelivery({ headers }: FastifyRequest): void {
  if ((headers[TOKEN_DELIVERY] ?? 'body') === 'body') return;
  const message = `${TOKEN_DELIVERY} must be body: cookies are for REST`;
  throw platformErrors.validation_failed({ errors: [{ path: TOKEN_DELIVERY, code: 'is_in', message }] });
}

/** Mercurius throws when it does not get as far as running anything. */
function validationErrors(thrown: unknown): GraphQLError[] {
  if (thrown instanceof Error && Reflect.get(thrown, 'code') === 'MER_ERR_GQL_VALIDATION')
    return Reflect.get(thrown, 'errors') as GraphQLError[];
  throw thrown;
}

function wasRun({ data, errors }: GraphqlAnswerDto): boolean {
  return (data ?? null) !== null || !errors || errors.some(({ path }) => path !== undefined);
}
