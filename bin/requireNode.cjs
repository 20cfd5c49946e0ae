/**
 * Ends with one sentence where Node.js is too old for the rest. It is loaded before anything else, and says nothing that
 * the oldest Node.js could not read.
 */
'use strict';

var accepted = require('../package.json').engines.node.split(' || ');
var given = process.version.slice(1).split('.').map(Number);

function isAccepted(range) {
  var needed = range.replace(/^\D+/, '').split('.').map(Number);
  if (given[0] === needed[0]) return given[1] >= needed[1];
  return range.charAt(0) === '>' && given[0] > needed[0];
}

function inWords(range) {
  var version = range.replace(/^\D+/, '');
  return range.charAt(0) === '>' ? version + ' or newer' : version.split('.')[0] + ' from ' + version + ' on';
}

if (!accepted.some(isAccepted)) {
  var sentence = [
    'TMD Lab needs Node.js',
    accepted.map(inWords).join(', or ') + '; this is Node.js',
    process.version.slice(1),
  ];
  process.stderr.write(sentence.join(' ') + '. Nothing was started.\n');
  process.exit(1);
}
