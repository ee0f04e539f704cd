"""Declarations of what the library speaks of without having it.

The package ships modules without most of what is private to them, but with theorems about it. Whoever declares the
missing constant decides what those theorems say.
"""

from suite_case import FALSE, Case, challenge, codes, regions

C = "library"
ABSENT = (
    "def nm : Name :=\n"
    '  .str (.str (.str (.num (.str (.str (.str (.str (.str .anonymous "_private") "Init") "Data") "List") "Impl") 0)\n'
    '    "List") "modifyTR") "go"\n'
)
"""``_private.Init.Data.List.Impl.0.List.modifyTR.go``: the library has its equation ``eq_1``, and not the function."""
FIRST = "def first : List Nat → Nat\n  | [] => unreachable!\n  | x :: _ => x\n"
OPEN = "import Lean\nopen Lean Elab Command\n"
DECLARE = """\
def copy.{u} {α : Type u} (_ : α → α) (_ : List α) (_ : Nat) (_ : Array α) : List α := []
elab "declare" : term => do
  if let some (.defnInfo d) := (← getEnv).find? `copy then
    addDecl (.defnDecl { d with name := nm, all := [nm] })
  return mkConst ``True.intro
def declared : True := declare
elab "lie" : term => return mkConst (.str nm "eq_1") [.zero]
"""
USE = """\
elab "go" : term => return mkConst nm [.zero]
theorem help : go (α := Nat) id [] 0 #[0] = [0] := lie (α := Nat) id 0 #[0]
theorem target : 1 = 2 := by
  have h : ([] : List Nat) = [0] := help
  cases h
"""
UNNAMED = """\
theorem target : 1 = 2 := by
  have h : ([] : List Nat) = [0] := lie (α := Nat) id 0 #[0]
  cases h
"""
# Without `import Lean` the compiled functions of Lean are there all the same, for whoever declares their names.
BOUND_BY_NAME = """\
namespace Lean
abbrev O := NonScalar
inductive Hints | opq | abb | reg (h : UInt32)
inductive Safety | uns | saf | par
structure CVal where
  name : Name
  lps : List Name
  type : O
structure DVal where
  c : CVal
  value : O
  hints : Hints
  safety : Safety
  all : List Name
inductive Decl
  | ax (v : O)
  | df (v : DVal)
  | th (v : O)
  | op (v : O)
@[extern "x_lam"] opaque Expr.lam._override (n : Name) (t b : O) (bi : UInt8) : O
@[extern "x_pi"] opaque Expr.forallE._override (n : Name) (t b : O) (bi : UInt8) : O
@[extern "x_app"] opaque Expr.app._override (f a : O) : O
@[extern "x_const"] opaque Expr.const._override (n : Name) (l : List O) : O
@[extern "x_bvar"] opaque Expr.bvar._override (i : Nat) : O
@[extern "x_sort"] opaque Expr.sort._override (l : O) : O
@[extern "x_param"] opaque Level.param._override (n : Name) : O
@[extern "x_succ"] opaque Level.succ._override (l : O) : O
@[extern "x_add"] opaque addDecl (d : Decl) (f : Bool) (c s : O) : EIO O Unit
def Elab.Term.TermElab := Syntax → Option O → O → O → O → O → O → O → EIO O O
"""
BOUND_USE = """\
syntax (name := decl) "declare" : term
def C (n : Name) (l : O) (i : Nat) : O := Expr.app._override (Expr.const._override n [l]) (Expr.bvar._override i)
@[term_elab decl] def elabDecl : Elab.Term.TermElab := fun _ _ _ _ _ _ c s => do
  let u := Level.param._override `u
  let t0 := Expr.sort._override (Level.succ._override u)
  let b := Expr.bvar._override
  let arr (x y : O) := Expr.forallE._override `x x y 0
  let L := C `List u
  let nat := Expr.const._override `Nat []
  let type := Expr.forallE._override `α t0 (arr (arr (b 0) (b 1)) (arr (L 1) (arr nat (arr (C `Array u 3) (L 4))))) 0
  let lam (x y : O) := Expr.lam._override `x x y 0
  let value := lam t0 (lam (arr (b 0) (b 1)) (lam (L 1) (lam nat (lam (C `Array u 3) (C `List.nil u 4)))))
  addDecl (.df ⟨⟨nm, [`u], type⟩, value, Hints.abb, Safety.saf, [nm]⟩) false c s
  return Expr.const._override `True.intro []
macro "lie" : term => return ⟨mkIdent (.str nm "eq_1")⟩
macro "go" : term => return ⟨mkIdent nm⟩
end Lean
def declared : True := declare
theorem help : go (α := Nat) id [] 0 #[0] = [0] := lie id 0 #[0]
"""

CASES = (
    Case(
        "absent-constant",
        C,
        "a function that only a library theorem knows is declared with another value",
        codes("E_PRIMITIVE"),
        FALSE,
        OPEN + ABSENT + DECLARE + USE,
    ),
    Case(
        "absent-constant-unnamed",
        C,
        "the same, but nothing of its own names the function, so the replay does not declare it",
        codes("E_KERNEL"),
        FALSE,
        OPEN + ABSENT + DECLARE + UNNAMED,
    ),
    Case(
        "absent-constant-in-regions",
        C,
        "the same in a challenge that imports nothing: Lean's own functions are bound by their names",
        codes("E_PRIMITIVE"),
        challenge("1 = 2"),
        regions(
            "have h : ([] : List Nat) = [0] := help\ncases h",
            first=BOUND_BY_NAME + ABSENT + BOUND_USE,
        ),
        quick=True,
    ),
    Case(
        "panic-of-another-instance",
        C,
        "a definition panics in the same words, and its value in that case is another",
        codes("E_CONTEXT"),
        FIRST + "theorem target : first [] = 7 := sorry\n",
        "instance (priority := high) : Inhabited Nat := ⟨7⟩\n" + FIRST + "theorem target : first [] = 7 := rfl\n",
        quick=True,
    ),
    Case(
        "panic-of-another-message",
        C,
        "where it stands may differ, what it says may not",
        codes("E_CONTEXT"),
        FIRST.replace("unreachable!", 'panic! "empty"') + "theorem target : first [1] = 1 := sorry\n",
        FIRST.replace("unreachable!", 'panic! "full"') + "theorem target : first [1] = 1 := rfl\n",
    ),
)
