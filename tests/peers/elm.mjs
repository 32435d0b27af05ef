// Reads European Digital Credentials as another maker's JSON-LD processor does.
//
// Standard input: {"contexts": {address: file}, "credentials": [object]}. Standard output: for
// each credential its canonical statements, or the refusal of a word that no context defines.
// Whatever is not named in the input does not exist: there is no network here.

import {readFile} from 'node:fs/promises';
import jsonld from 'jsonld';

globalThis.fetch = () => {
  throw new Error('no network');
};

const input = JSON.parse(await read(process.stdin));
const results = [];
for(const credential of input.credentials) {
  results.push(await statements(credential));
}
process.stdout.write(JSON.stringify({results}));

async function statements(credential) {
  try {
    const nquads = await jsonld.canonize(credential, {
      algorithm: 'RDFC-1.0', format: 'application/n-quads', safe: true, documentLoader
    });
    return {nquads, error: null};
  } catch(error) {
    return {nquads: null, error: `${error.name}: ${error.message}`};
  }
}

async function documentLoader(url) {
  const file = input.contexts[url];
  if(!file) {
    throw new Error(`not at hand: ${url}`);
  }
  return {documentUrl: url, document: JSON.parse(await readFile(file, 'utf8'))};
}

async function read(stream) {
  let text = '';
  for await (const chunk of stream) {
    text += chunk;
  }
  return text;
}
