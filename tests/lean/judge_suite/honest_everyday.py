"""Honest files as people and their editors write them."""

from suite_case import ACCEPT, FOUR_IS_SQUARE, TRUE, Case, regions

C = "everyday"
PROOF = "theorem target : 1 + 1 = 2 := rfl\n"


def file(name: str, why: str, text: str, signature: str = "") -> Case:
    """The target is ``1 + 1 = 2``, or has the signature."""
    return Case(name, C, why, ACCEPT, f"theorem target{signature} := sorry\n" if signature else TRUE, text)


def filled(name: str, why: str, proof: str, **blocks: str) -> Case:
    return Case(name, C, why, ACCEPT, FOUR_IS_SQUARE, regions(proof, **blocks))


CASES = (
    file(
        "lines-that-end-as-in-windows",
        "CR LF",
        ("-- note\ntheorem one : 1 = 1 := by\n  rfl\n" + PROOF).replace("\n", "\r\n"),
    ),
    file("last-line-without-an-end", "no line feed at the end", PROOF.rstrip("\n")),
    file(
        "comments-from-the-web",
        "joined emoji, hard spaces, letters from right to left",
        f"-- 👨‍👩‍👧 copied\u00a0from the web: שלום مرحبا\n{PROOF}",
    ),
    file("text-from-right-to-left", "Hebrew in a string", f'def greeting := "שלום"\n{PROOF}'),
    file("attributes-on-the-target", "simp and grind", f"@[simp, grind =] {PROOF}"),
    file(
        "target-from-inside-a-namespace", "`_root_`", "namespace A\ntheorem _root_.target : 1 + 1 = 2 := rfl\nend A\n"
    ),
    file(
        "variable-of-a-section",
        "the argument is a section's variable",
        "section\nvariable (n : Nat)\ntheorem target : n + 0 = n := rfl\nend\n",
        " (n : Nat) : n + 0 = n",
    ),
    file(
        "argument-in-braces",
        "implicit where the statement is explicit",
        "theorem target {n : Nat} : n + 0 = n := rfl\n",
        " (n : Nat) : n + 0 = n",
    ),
    file(
        "universe-of-another-name",
        "`w` for `u`",
        "theorem target.{w} (α : Type w) (a : α) : a = a := rfl\n",
        ".{u} (α : Type u) (a : α) : a = a",
    ),
    file(
        "blackboard-letters",
        "`ℕ` as a notation of one's own",
        'notation "ℕ" => Nat\ntheorem target (n : ℕ) : n + 0 = n := rfl\n',
        " (n : Nat) : n + 0 = n",
    ),
    file(
        "options-and-words-in-front",
        "options and a docstring",
        f"set_option maxRecDepth 10000 in\nset_option linter.all true in\n/-- Two. -/\n{PROOF}",
    ),
    file(
        "guards-beside",
        "#guard, #guard_msgs, #print axioms",
        (
            "#guard 1 + 1 == 2\n#guard (List.range 5).foldl (· + ·) 0 == 10\n"
            '#guard toString 12 == "12"\n/-- info: 2 -/\n#guard_msgs in #eval 1 + 1\n'
            f"{PROOF}#print axioms target\n"
        ),
    ),
    file(
        "suggestions-left-in",
        "simp?, exact?",
        "theorem target (a b : Nat) : a + b = b + a := by\n  have : [a] ++ [] = [a] := by simp?\n  exact?\n",
        " (a b : Nat) : a + b = b + a",
    ),
    file(
        "target-in-a-mutual-block",
        "two theorems at once",
        "mutual\ntheorem target : 1 + 1 = 2 := rfl\ntheorem other : 1 + 1 = 2 := target\nend\n",
    ),
    file(
        "two-hundred-steps",
        "many small facts",
        "theorem target : 1 + 1 = 2 := by\n"
        + "".join(f"  have h{i} : {i} + 1 = {i + 1} := rfl\n" for i in range(200))
        + "  rfl\n",
    ),
    Case(
        "disproof-to-false",
        C,
        "a disproof that takes the statement and ends in False",
        ACCEPT,
        "theorem target : ∀ n : Nat, n < 5 := sorry\n",
        "theorem target_disproof (h : ∀ n : Nat, n < 5) : False := absurd (h 5) (by decide)\n",
        direction="disprove",
        quick=True,
    ),
    filled(
        "words-in-a-comment",
        "the words that a search would look for",
        "-- sorry, admit, axiom\nexact ⟨2, by decide⟩ -- sorry",
    ),
    filled("blank-lines-and-spaces", "as editors leave them", "\n\nexact ⟨2, rfl⟩   \n\n"),
    filled(
        "a-helper-that-uses-a-helper",
        "one uses the other",
        "exact helper",
        first="theorem two : 2 * 2 = 4 := rfl\n",
        second="theorem helper : IsSquare 4 := ⟨2, two⟩\n",
    ),
)
