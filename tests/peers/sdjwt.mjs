// SD-JWT VC by the JavaScript library of others: it verifies, presents and issues.
//
// Standard input: {"task": "verify", "at", "keys": {kid: JWK}, "lists": {address: token},
// "types": {vct: object}, "tokens": [{"token", "nonce"}]}, or {"task": "present", "token",
// "shown": [claim], "key": private JWK, "binding": {"aud", "nonce", "iat"}}, or
// {"task": "issue", "claims", "hidden": [claim], "header", "key": private JWK, "times"}.
// Whatever is not named in the input does not exist: there is no network here.

import crypto from 'node:crypto';
import {readFile} from 'node:fs/promises';
import {createRequire} from 'node:module';
import {SDJwtVcInstance} from '@sd-jwt/sd-jwt-vc';

const require = createRequire(import.meta.url);
let signaturesChecked = 0;

globalThis.fetch = () => {
  throw new Error('no network');
};

const input = JSON.parse(await readFile('/dev/stdin', 'utf8'));
const answer = await {verify, present, issue}[input.task]();
process.stdout.write(JSON.stringify({...answer, versions: versions()}));

async function verify() {
  const results = [];
  for(const {token, nonce} of input.tokens) {
    try {
      const found = await verifier(token).verify(token, {
        currentDate: Date.parse(input.at) / 1000,
        ...(nonce ? {keyBindingNonce: nonce} : {})
      });
      results.push({verified: true, payload: found.payload, kb: found.kb?.payload ?? null});
    } catch(error) {
      results.push({verified: false, error: `${error.name}: ${error.message}`});
    }
  }
  return {results, signaturesChecked};
}

function verifier(token) {
  return new SDJwtVcInstance({
    hasher,
    verifier: async (data, signature) => holds(keyOf(data), data, signature),
    kbVerifier: async (data, signature, payload) => holds(payload.cnf.jwk, data, signature),
    statusListFetcher: async address => known(input.lists, address),
    loadTypeMetadataFormat: Object.keys(input.types ?? {}).length > 0,
    vctFetcher: async vct => known(input.types, vct)
  });
}

async function present() {
  const holder = new SDJwtVcInstance({
    hasher,
    kbSigner: async data => sign(input.key, data),
    kbSignAlg: 'ES256'
  });
  const frame = Object.fromEntries(input.shown.map(claim => [claim, true]));
  const token = await holder.present(
    input.token, frame, input.binding ? {kb: {payload: input.binding}} : undefined);
  return {token};
}

async function issue() {
  const {claims, hidden, header} = input;
  const issuer = new SDJwtVcInstance({
    hasher,
    signer: async data => sign(input.key, data),
    signAlg: 'ES256',
    hashAlg: 'sha-256',
    saltGenerator: length => crypto.randomBytes(length).toString('base64url')
  });
  const key = crypto.createPrivateKey({key: input.key, format: 'jwk'});
  issuer.config({signer: async data => crypto.sign(
    'sha256', Buffer.from(data), {key, dsaEncoding: 'ieee-p1363'}).toString('base64url')});
  let token = await issuer.issue(claims, {_sd: hidden}, {header});
  const begin = process.hrtime.bigint();
  for(let time = 0; time < (input.times ?? 0); time++) {
    token = await issuer.issue(claims, {_sd: hidden}, {header});
  }
  return {token, seconds: Number(process.hrtime.bigint() - begin) / 1e9};
}

function keyOf(data) {
  const header = JSON.parse(Buffer.from(data.split('.')[0], 'base64url').toString('utf8'));
  if(header.alg !== 'ES256') {
    throw new Error(`algorithm ${header.alg}`);
  }
  return known(input.keys, header.kid);
}

function known(held, name) {
  if(held?.[name] === undefined) {
    throw new Error(`not known here: ${name}`);
  }
  return held[name];
}

function holds(jwk, data, signature) {
  signaturesChecked++;
  const key = crypto.createPublicKey({key: jwk, format: 'jwk'});
  return crypto.verify('sha256', Buffer.from(data), {key, dsaEncoding: 'ieee-p1363'},
    Buffer.from(signature, 'base64url'));
}

function sign(jwk, data) {
  const key = crypto.createPrivateKey({key: jwk, format: 'jwk'});
  return crypto.sign('sha256', Buffer.from(data), {key, dsaEncoding: 'ieee-p1363'})
    .toString('base64url');
}

function hasher(data, algorithm) {
  return crypto.createHash(algorithm.replace('-', '')).update(
    typeof data === 'string' ? data : Buffer.from(data)).digest();
}

function versions() {
  const file = new URL('node_modules/@sd-jwt/sd-jwt-vc/package.json', import.meta.url);
  return {'@sd-jwt/sd-jwt-vc': require(file.pathname).version};
}
