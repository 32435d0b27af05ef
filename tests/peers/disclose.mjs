// Issues a credential by `ecdsa-sd-2023` and discloses a part of it, by the library of others.
//
// Standard input: {"contexts": {address: file}, "credential": object, "key": Multikey pair with
// id and controller, "mandatory": [pointer], "shown": [[pointer]]}. Standard output: the base
// document and one derived document for each list of pointers.

import {readFile} from 'node:fs/promises';
import * as EcdsaMultikey from '@digitalbazaar/ecdsa-multikey';
import {DataIntegrityProof} from '@digitalbazaar/data-integrity';
import {
  createDiscloseCryptosuite, createSignCryptosuite
} from '@digitalbazaar/ecdsa-sd-2023-cryptosuite';
import * as vc from '@digitalbazaar/vc';

globalThis.fetch = () => {
  throw new Error('no network');
};

const input = JSON.parse(await readFile('/dev/stdin', 'utf8'));
const contexts = {};
for(const [url, file] of Object.entries(input.contexts)) {
  contexts[url] = JSON.parse(await readFile(file, 'utf8'));
}
const key = await EcdsaMultikey.from(input.key);
const base = await vc.issue({
  credential: input.credential,
  suite: new DataIntegrityProof({
    signer: key.signer(),
    date: input.created,
    cryptosuite: createSignCryptosuite({mandatoryPointers: input.mandatory})
  }),
  documentLoader
});
const derived = [];
for(const selectivePointers of input.shown) {
  derived.push(await vc.derive({
    verifiableCredential: base,
    suite: new DataIntegrityProof({cryptosuite: createDiscloseCryptosuite({selectivePointers})}),
    documentLoader
  }));
}
process.stdout.write(JSON.stringify({base, derived}));

async function documentLoader(url) {
  if(contexts[url] === undefined) {
    throw new Error(`not known here: ${url}`);
  }
  return {contextUrl: null, documentUrl: url, document: contexts[url]};
}
