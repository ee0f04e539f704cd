// How a check ends early, and how much it may use.
'use strict';

// The data does not follow the theory: the answer is "disagree".
class Refused extends Error {}

// A limit was passed before there was an answer: "limits".
class LimitPassed extends Error {}

const STEPS_PER_LOOK = 4096; // between two looks at the clock

class Limits {
  // `steps` bounds reductions, inferences and comparisons together, `terms` the distinct terms that may be made, `seconds` the CPU time.
  constructor({ steps, terms, seconds }) {
    this.stepsAllowed = steps;
    this.termsAllowed = terms;
    this.seconds = seconds;
    this.steps = 0;
  }

  tick() {
    if (++this.steps % STEPS_PER_LOOK === 0) this.look();
  }

  look() {
    if (this.steps > this.stepsAllowed) throw new LimitPassed(`more than ${this.stepsAllowed} steps`);
    if (this.spent() > this.seconds) throw new LimitPassed(`more than ${this.seconds} s of CPU time`);
  }

  spent() {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1e6;
  }

  tooManyTerms() {
    return new LimitPassed(`more than ${this.termsAllowed} terms`);
  }
}

function refuse(message) {
  throw new Refused(message);
}

module.exports = { Limits, LimitPassed, Refused, refuse };
