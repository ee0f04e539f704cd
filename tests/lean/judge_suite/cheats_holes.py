"""Holes, axioms and native evaluation behind proofs that look complete."""

from suite_case import FALSE, THREE_IS_SQUARE, TRUE, Case, codes, regions

AXIOM = codes("E_AXIOM")
HOLE = codes("E_AXIOM", "E_COMPILE")
C = "holes"
QUIET = "set_option warn.sorry false\n"

HOLES = (
    Case(
        "opaque-body",
        C,
        "the hole is the value of an opaque proof, which no unfolding ever shows",
        AXIOM,
        FALSE,
        QUIET + "opaque magic : 1 = 2 := sorry\ntheorem target : 1 = 2 := magic\n",
        quick=True,
    ),
    Case(
        "opaque-by-inhabitant",
        C,
        "an opaque constant takes its value from an instance with a hole",
        AXIOM,
        FALSE,
        QUIET + "instance seed : Inhabited (PLift (1 = 2)) := ⟨⟨sorry⟩⟩\nopaque magic : PLift (1 = 2)\n"
        "theorem target : 1 = 2 := magic.down\n",
    ),
    Case(
        "decidable-instance",
        C,
        "`decide` evaluates an instance with a hole",
        AXIOM,
        FALSE,
        QUIET + "instance (priority := 9000) : Decidable ((1 : Nat) = 2) := .isTrue (by stop rfl)\n"
        "theorem target : 1 = 2 := by decide\n",
        quick=True,
    ),
    Case(
        "simp-lemma",
        C,
        "the hole is in a simp lemma that is never named",
        AXIOM,
        FALSE,
        QUIET
        + "@[simp] theorem one_eq : ((1 : Nat) = 2) = True := sorry\ntheorem target : 1 = 2 := by simp only [one_eq]\n",
    ),
    Case(
        "error-swallowed",
        C,
        "a failed lemma whose error message is dropped",
        HOLE,
        FALSE,
        "#guard_msgs (drop all) in\ntheorem lie : 1 = 2 := by omega\ntheorem target : 1 = 2 := lie\n",
    ),
    Case(
        "option-by-as-sorry",
        C,
        "an option replaces tactic blocks by holes",
        HOLE,
        FALSE,
        QUIET + "set_option debug.byAsSorry true\ntheorem target : 1 = 2 := by rfl\n",
    ),
    Case(
        "option-proof-as-sorry",
        C,
        "an option replaces whole proofs by holes",
        HOLE,
        FALSE,
        QUIET + "set_option debug.proofAsSorry true in\ntheorem target : 1 = 2 := rfl\n",
    ),
    Case(
        "option-terminal-tactics",
        C,
        "an option replaces closing tactics by holes",
        HOLE,
        FALSE,
        QUIET + "set_option debug.terminalTacticsAsSorry true in\ntheorem target : 1 = 2 := by omega\n",
    ),
    Case(
        "termination-hole",
        C,
        "a circular proof whose termination is a hole",
        AXIOM,
        FALSE,
        QUIET + "theorem round (n : Nat) : 1 = 2 := round (n + 1)\ntermination_by n\ndecreasing_by sorry\n"
        "theorem target : 1 = 2 := round 0\n",
    ),
    Case(
        "structure-default",
        C,
        "the hole is the default of a field",
        AXIOM,
        FALSE,
        QUIET + "structure Gift where\n  proof : 1 = 2 := by stop rfl\ntheorem target : 1 = 2 := ({} : Gift).proof\n",
    ),
    Case(
        "tactic-fallback",
        C,
        "a macro tries honest tactics and ends in a hole",
        AXIOM,
        FALSE,
        QUIET + 'macro "finish" : tactic => `(tactic| first | rfl | omega | exact sorryAx _ false)\n'
        "theorem target : 1 = 2 := by finish\n",
    ),
    Case(
        "private-helper",
        C,
        "the hole is in a private helper",
        AXIOM,
        FALSE,
        QUIET + "private theorem easy : 1 = 2 := sorry\ntheorem target : 1 = 2 := easy\n",
    ),
    Case(
        "where-clause",
        C,
        "the hole is in a lemma after `where`",
        AXIOM,
        THREE_IS_SQUARE,
        regions("exact found\nwhere\n  found : IsSquare 3 := by stop rfl", first=QUIET),
    ),
    Case(
        "let-rec",
        C,
        "the hole is in a recursive local lemma",
        AXIOM,
        THREE_IS_SQUARE,
        regions("let rec go : Nat → IsSquare 3\n  | 0 => sorryAx _ false\n  | n + 1 => go n\nexact go 9", first=QUIET),
    ),
    Case(
        "type-class-by-hole",
        C,
        "a subsingleton instance with a hole makes all numbers equal",
        AXIOM,
        FALSE,
        QUIET + "instance : Subsingleton Nat := ⟨sorry⟩\ntheorem target : 1 = 2 := Subsingleton.elim _ _\n",
    ),
    Case(
        "dangling-guard",
        C,
        "a block ends in `#guard_msgs in`, so the target's messages are dropped",
        AXIOM,
        THREE_IS_SQUARE,
        regions("stop rfl", second="#guard_msgs (drop all) in\n"),
        quick=True,
    ),
)

A = "axioms"
AXIOMS = (
    Case(
        "innocent-name",
        A,
        "an axiom named like a lemma of the library",
        AXIOM,
        FALSE,
        "axiom Nat.le_antisymm_of_lt : 1 = 2\ntheorem target : 1 = 2 := Nat.le_antisymm_of_lt\n",
    ),
    Case(
        "axiom-in-namespace",
        A,
        "an axiom of the same last name as a standard one",
        AXIOM,
        FALSE,
        "namespace Quot.Classical\naxiom choice : 1 = 2\nend Quot.Classical\n"
        "theorem target : 1 = 2 := Quot.Classical.choice\n",
    ),
    Case(
        "private-axiom",
        A,
        "a private axiom",
        AXIOM,
        FALSE,
        "private axiom fact {a b : Nat} : a = b\ntheorem target : 1 = 2 := fact\n",
    ),
    Case(
        "one-part-name",
        A,
        "a one-part name with the dot inside",
        AXIOM,
        FALSE,
        "axiom «Quot.sound» : 1 = 2\ntheorem target : 1 = 2 := «Quot.sound»\n",
    ),
    Case(
        "standard-name-again",
        A,
        "the standard name declared again",
        codes("E_COMPILE", "E_AXIOM", "E_PRIMITIVE"),
        FALSE,
        "axiom propext : 1 = 2\ntheorem target : 1 = 2 := propext\n",
    ),
    Case(
        "instance-axiom",
        A,
        "an axiom that is found as an instance",
        AXIOM,
        FALSE,
        "@[instance] axiom allEqual : Subsingleton Nat\ntheorem target : 1 = 2 := Subsingleton.elim 1 2\n",
    ),
    Case(
        "axiom-below-structure",
        A,
        "the axiom is used in data, the proof only projects",
        AXIOM,
        FALSE,
        "axiom oracle : { n : Nat // n + 1 = n }\ndef data : { n : Nat // n + 1 = n } := oracle\n"
        "theorem target : 1 = 2 := absurd data.2 (by omega)\n",
    ),
    Case(
        "axiom-in-type-only",
        A,
        "the axiom occurs in the type of a helper only",
        AXIOM,
        TRUE,
        "axiom Hidden : Prop\ntheorem help (_ : Hidden → Hidden) : 1 + 1 = 2 := rfl\n"
        "theorem target : 1 + 1 = 2 := help id\n",
    ),
    Case(
        "choice-for-all",
        A,
        "choice without non-emptiness",
        AXIOM,
        FALSE,
        "axiom choose.{u} (α : Sort u) : α\ntheorem target : 1 = 2 := choose _\n",
    ),
    Case(
        "unsafe-axiom",
        A,
        "an unsafe axiom",
        codes("E_AXIOM", "E_KERNEL", "E_KIND", "E_COMPILE"),
        FALSE,
        "unsafe axiom trust : 1 = 2\ntheorem target : 1 = 2 := trust\n",
    ),
    Case(
        "library-proof-of-anything",
        A,
        "the library's unsafe axiom `lcProof`",
        codes("E_AXIOM", "E_KERNEL", "E_KIND", "E_COMPILE"),
        FALSE,
        "theorem target : 1 = 2 := lcProof\n",
    ),
    Case(
        "region-axiom",
        A,
        "an axiom in a block",
        AXIOM,
        THREE_IS_SQUARE,
        regions("exact Nat.three_isSquare", second="axiom Nat.three_isSquare : IsSquare 3\n"),
    ),
)

N = "native"
NATIVE = (
    Case(
        "bit-blasting",
        N,
        "bv_decide rests on compiled code; here it does not even find its solver, and no proof is blamed for that",
        codes("E_SANDBOX"),
        "theorem target : ∀ x y : BitVec 8, x &&& y = y &&& x := sorry\n",
        "import Std.Tactic.BVDecide\ntheorem target : ∀ x y : BitVec 8, x &&& y = y &&& x := by\n  intro x y\n"
        "  bv_decide\n",
    ),
    Case(
        "implemented-by",
        N,
        "native evaluation of a function with another implementation",
        HOLE,
        FALSE,
        "def yes (_ : Nat) : Bool := true\n@[implemented_by yes] def no (_ : Nat) : Bool := false\n"
        "theorem lie : no 0 = true := by native_decide\ntheorem target : 1 = 2 := absurd lie (by decide)\n",
    ),
    Case(
        "decide-native",
        N,
        "the option of `decide` that evaluates natively",
        AXIOM,
        TRUE,
        "theorem target : 1 + 1 = 2 := by decide +native\n",
    ),
    Case(
        "reduce-bool-by-hand",
        N,
        "the axiom behind native evaluation, applied by hand",
        HOLE,
        TRUE,
        "def yes : Bool := decide (1 + 1 = 2)\ntheorem run : Lean.reduceBool yes = true := rfl\n"
        "theorem target : 1 + 1 = 2 := of_decide_eq_true (Lean.ofReduceBool yes true run)\n",
    ),
    Case(
        "trust-compiler",
        N,
        "the axiom that the compiler is right",
        codes("E_AXIOM"),
        TRUE,
        "theorem help (_ : True) : 1 + 1 = 2 := rfl\ntheorem target : 1 + 1 = 2 := help Lean.trustCompiler\n",
    ),
    Case(
        "extern-function",
        N,
        "a function whose code is a foreign one",
        HOLE,
        FALSE,
        '@[extern "lean_nat_add"] def mul (a _ : Nat) : Nat := a\n'
        "theorem lie : mul 1 1 = 2 := by native_decide\ntheorem target : 1 = 2 := lie\n",
    ),
)

CASES = (*HOLES, *AXIOMS, *NATIVE)
