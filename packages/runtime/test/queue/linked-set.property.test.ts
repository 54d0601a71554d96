import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Linked, LinkedSet } from '../../src/queue/linked-set.js';

class Member implements Linked<Member> {
  previous: Member | undefined;
  next: Member | undefined;
}

/** What to do with which of ten members. */
const step = fc.record({ do: fc.constantFrom('add', 'add', 'add', 'delete', 'delete', 'clear'), index: fc.nat(9) });

test('a linked set is the same as a set, whatever is added and deleted', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const members = Array.from({ length: 10 }, () => new Member());
      const linked = new LinkedSet<Member>();
      const set = new Set<Member>();
      for (const { do: what, index } of steps) {
        const member = members[index] ?? new Member();
        if (what === 'clear') {
          linked.clear();
          set.clear();
        } else if (what === 'delete') {
          linked.delete(member);
          set.delete(member);
        } else if (!set.has(member)) {
          linked.add(member);
          set.add(member);
        }
        expect(linked.size).toBe(set.size);
        expect([...linked].map((each) => members.indexOf(each))).toEqual([...set].map((each) => members.indexOf(each)));
      }
    }),
    { seed: 20_260_401, numRuns: 300 },
  );
});

test('members may be deleted while the set is gone through', () => {
  const linked = new LinkedSet<Member>();
  const members = [new Member(), new Member(), new Member()];
  members.forEach((member) => {
    linked.add(member);
  });
  let seen = 0;
  for (const member of linked) {
    seen++;
    linked.delete(member);
  }
  expect([seen, linked.size]).toEqual([3, 0]);
});
