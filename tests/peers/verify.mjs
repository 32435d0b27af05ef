// Shows signed documents to the verifiers of other makers and says what each of them answers.
//
// Standard input: {"at", "contexts": {address: file}, "documents": {address: object},
// "credentials": [object]}. Standard output: one object with an answer for each credential.
// Whatever is not named in the input does not exist: there is no network here.

import {readFile} from 'node:fs/promises';
import {createRequire} from 'node:module';
import {DataIntegrityProof} from '@digitalbazaar/data-integrity';
import {cryptosuite as ecdsa} from '@digitalbazaar/ecdsa-rdfc-2019-cryptosuite';
import {cryptosuite as rdfc} from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite';
import {createVerifyCryptosuite} from '@digitalbazaar/eddsa-jcs-2022-cryptosuite';
import * as vc from '@digitalbazaar/vc';

const require = createRequire(import.meta.url);
const loaded = {};
let signaturesChecked = 0;

globalThis.fetch = () => {
  throw new Error('no network');
};

const input = JSON.parse(await read(process.stdin));
const documents = await known(input);
const results = [];
// What is measured begins when the machine has warmed up.
for(const credential of input.credentials.slice(0, input.warm ?? 0)) {
  await judge(credential);
}
signaturesChecked = 0;
const begin = performance.now();
for(const credential of input.credentials) {
  results.push(await judge(credential));
}
const seconds = (performance.now() - begin) / 1000;
process.stdout.write(JSON.stringify({
  results, seconds, signaturesChecked, loaded, versions: versions()
}));

async function judge(credential) {
  const answer = await vc.verifyCredential({
    credential,
    suite: [counted(rdfc), counted(createVerifyCryptosuite()), counted(ecdsa)],
    documentLoader,
    now: new Date(input.at),
    // Status is another question, asked of the signed lists: here only who signed what.
    checkStatus: async () => ({verified: true})
  });
  const [error] = answer.error?.errors ?? [answer.error];
  return {
    verified: answer.verified === true,
    suite: answer.results?.[0]?.proof?.cryptosuite ?? null,
    // Of a set one right proof is enough for it, so each is told.
    proofs: (answer.results ?? []).map(({proof, verified}) => [proof.cryptosuite, verified]),
    error: error ? `${error.name}: ${error.message}` : null
  };
}

// The suite with its own mathematics; only the calls of it are counted.
function counted(cryptosuite) {
  return new DataIntegrityProof({cryptosuite: {
    ...cryptosuite,
    async createVerifier(options) {
      const verifier = await cryptosuite.createVerifier(options);
      return {...verifier, async verify(data) {
        signaturesChecked++;
        return verifier.verify(data);
      }};
    }
  }});
}

async function documentLoader(url) {
  const document = documents[url];
  if(document === undefined) {
    throw new Error(`not known here: ${url}`);
  }
  loaded[url] = (loaded[url] ?? 0) + 1;
  return {contextUrl: null, documentUrl: url, document};
}

// Contexts from their files; of each DID document also its methods by their own ids.
async function known({contexts, documents}) {
  const found = {...documents};
  for(const [url, file] of Object.entries(contexts)) {
    found[url] = JSON.parse(await readFile(file, 'utf8'));
  }
  for(const document of Object.values(documents)) {
    for(const method of document.verificationMethod ?? []) {
      found[method.id] = {'@context': 'https://w3id.org/security/multikey/v1', ...method};
    }
  }
  return found;
}

function versions() {
  const {dependencies} = require('./package.json');
  return Object.fromEntries(Object.keys(dependencies).map(name => {
    const folder = new URL(`node_modules/${name}/package.json`, import.meta.url);
    return [name, require(folder.pathname).version];
  }));
}

async function read(stream) {
  const parts = [];
  for await (const part of stream) {
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}
