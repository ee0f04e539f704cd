"""Metaprograms: elaborators, handlers and extensions of Lean itself, run while the submission is elaborated."""

from suite_case import FALSE, TRUE, Case, codes

C = "programs"
META = "import Lean\nopen Lean Elab Meta Term Command\n"
SKIP = "set_option debug.skipKernelTC true\n"
ONE_IS_TWO = "mkApp3 (mkConst ``Eq [levelOne]) (mkConst ``Nat) (mkNatLit 1) (mkNatLit 2)"
KERNEL = codes("E_KERNEL", "E_COMPILE")


def program(name: str, why: str, expected: frozenset[str], text: str, statement: str = FALSE) -> Case:
    return Case(name, C, why, expected, f"import Lean\n{statement}", META + text)


def elaborated(type_: str) -> str:
    """Whatever is declared from here on, it is a target of that type, proved by `True.intro` and not checked."""
    return (
        "@[command_elab Lean.Parser.Command.declaration] def mine : CommandElab := fun _ => do\n"
        f"  let type := {type_}\n"
        "  let decl := .thmDecl { name := `target, levelParams := [], type, value := mkConst ``True.intro }\n"
        "  if let .ok env := (← getEnv).addDeclCore 0 decl none false then setEnv env\n"
        "theorem target : 1 = 2 := sorry\n"
    )


CASES = (
    program(
        "relation-elaborator",
        "an elaborator of its own for every `=`",
        codes("E_STATEMENT", "E_COMPILE"),
        "elab_rules : term\n  | `(binrel% Eq $_ $_) => return mkConst ``True\ntheorem target : 1 = 2 := trivial\n",
    ),
    program(
        "declaration-elaborator",
        "an elaborator of its own for declarations states something else",
        codes("E_STATEMENT", "E_COMPILE", "E_AXIOM"),
        elaborated("mkConst ``True"),
    ),
    program(
        "declaration-elaborator-unchecked",
        "the same states what was asked for, and leaves the proof unchecked",
        codes("E_KERNEL"),
        elaborated(ONE_IS_TWO),
    ),
    program(
        "constant-that-nobody-checks",
        "a constant whose check is promised to a task that never says anything",
        codes("E_KERNEL", "E_COMPILE", "E_EXPORT", "E_RESOURCE", "E_AXIOM", "E_TARGET_MISSING"),
        'elab "promise" : term => do\n'
        "  let env ← getEnv\n  let new ← env.addConstAsync `lie .thm (reportExts := false)\n"
        f"  let type := {ONE_IS_TWO}\n"
        "  new.commitSignature { name := `lie, levelParams := [], type }\n"
        "  setEnv new.mainEnv\n  return mkConst ``True.intro\n"
        "def promised : True := promise\n" + SKIP + "theorem target : 1 = 2 := lie\n",
    ),
    program(
        "two-signatures-of-one-constant",
        "a constant that is a proof of the lie for the elaborator, and of the truth for the kernel",
        codes("E_KERNEL", "E_COMPILE", "E_EXPORT", "E_RESOURCE"),
        'elab "promise" : term => do\n'
        "  let env ← getEnv\n  let new ← env.addConstAsync `lie .thm (reportExts := false)\n"
        f"  let type := {ONE_IS_TWO}\n"
        "  new.commitSignature { name := `lie, levelParams := [], type }\n"
        "  setEnv new.asyncEnv\n"
        "  addDecl <| .thmDecl { name := `lie, levelParams := [], type := mkConst ``True, "
        "value := mkConst ``True.intro }\n"
        "  try new.commitConst (← getEnv) catch _ => pure ()\n  try new.commitCheckEnv (← getEnv) catch _ => pure ()\n"
        "  setEnv new.mainEnv\n  return mkConst ``True.intro\n"
        "def promised : True := promise\n" + SKIP + "theorem target : 1 = 2 := lie\n",
    ),
    program(
        "initialized-at-start",
        "a proof that would be made when the program starts",
        codes("E_COMPILE", "E_AXIOM", "E_KERNEL"),
        'initialize lie : PLift (1 = 2) ← throw (IO.userError "")\ntheorem target : 1 = 2 := lie.down\n',
    ),
    program(
        "deriving-handler",
        "a handler of its own derives an equality test that always says yes",
        codes("E_CONTEXT", "E_COMPILE"),
        "run_cmd derivingHandlersRef.modify (·.insert ``BEq [fun names => do\n"
        "  elabCommand (← `(instance $(mkIdent `instBEqC):ident : BEq $(mkIdent names[0]!) := ⟨fun _ _ => true⟩))\n"
        "  return true])\n"
        "inductive C where\n  | a\n  | b\nderiving BEq\ntheorem target : (C.a == C.b) = true := rfl\n",
        "inductive C where\n  | a\n  | b\nderiving BEq\ntheorem target : (C.a == C.b) = true := sorry\n",
    ),
    program(
        "goal-assigned-to-itself",
        "a goal is closed by itself",
        codes("E_COMPILE", "E_RESOURCE", "E_EXPORT", "E_KERNEL", "E_KIND"),
        'elab "itself" : tactic => do\n  let goal ← Tactic.getMainGoal\n  goal.assign (.mvar goal)\n'
        "  Tactic.replaceMainGoal []\ntheorem target : 1 = 2 := by itself\n",
    ),
    program(
        "runtime-function-by-its-name",
        "a function of Lean's runtime is exported again under its own name",
        KERNEL,
        "@[export lean_kernel_is_def_eq] def yes (_ _ _ _ : NonScalar) : Bool := true\n"
        "@[export lean_elab_environment_update_base_after_kernel_add] def same (a _ _ : NonScalar) : NonScalar := a\n"
        + SKIP
        + "theorem target : 1 = 2 := by decide +kernel\n",
    ),
    program(
        "native-number",
        "the kernel is asked for a compiled number instead of a truth value",
        codes("E_AXIOM", "E_COMPILE"),
        "def two : Nat := 2\n@[implemented_by two] def one : Nat := 1\n"
        + SKIP
        + "theorem target : 1 = 2 := Lean.ofReduceNat one 2 rfl\n",
    ),
    program(
        "simplification-procedure",
        "a procedure of `simp` says that the statement is true, without a proof",
        KERNEL,
        "simproc lie (_ = _) := fun _ => return .done { expr := mkConst ``True }\n"
        + SKIP
        + "theorem target : 1 = 2 := by simp only [lie]\n",
    ),
    program(
        "state-between-elaborations",
        "the statement is another one the second time that it is elaborated",
        codes("E_STATEMENT", "E_COMPILE", "E_KERNEL"),
        "initialize seen : IO.Ref Nat ← IO.mkRef 0\nopaque counter : IO.Ref Nat\n"
        'elab "it" : term => do\n  let count := (← getEnv).constants.fold (fun n _ _ => n + 1) 0\n'
        f"  if count % 2 = 0 then return mkConst ``True else return {ONE_IS_TWO}\n"
        "theorem target : it := trivial\n",
    ),
    program(
        "text-that-is-no-text",
        "two strings of bytes that are no text, which a reader would replace by the same sign",
        codes("E_KERNEL", "E_COMPILE", "E_EXPORT", "E_STATEMENT", "E_RESOURCE"),
        "unsafe def forged (b : UInt8) : String := unsafeCast (⟨#[b]⟩ : ByteArray)\n"
        '@[implemented_by forged] def bytes (_ : UInt8) : String := ""\n'
        'elab "text" n:num : term => return mkStrLit (bytes n.getNat.toUInt8)\n'
        + SKIP
        + "theorem lie : text 255 = text 254 := by decide +kernel\n"
        "theorem target : 1 = 2 := absurd lie (by decide)\n",
    ),
    program(
        "private-name-of-the-context",
        "the private name that the frozen definition will have is taken",
        codes("E_CONTEXT", "E_COMPILE"),
        'elab "take" : command => do\n  let name := mkPrivateName (← getEnv) `hidden\n'
        "  liftCoreM <| addAndCompile <| .defnDecl { name, levelParams := [], hints := .abbrev, safety := .safe, "
        "type := .forallE `n (.const ``Nat []) (.const ``Nat []) .default, "
        "value := .lam `n (.const ``Nat []) (mkNatLit 7) .default }\ntake\n"
        "private def hidden (n : Nat) : Nat := n + 1\ntheorem target : hidden 3 = 7 := rfl\n",
        "private def hidden (n : Nat) : Nat := n + 1\ntheorem target : hidden 3 = 7 := sorry\n",
    ),
    program(
        "eta-of-what-has-data",
        "two structures with a field of data are called one, as if there were nothing in them",
        KERNEL,
        "structure One where\n  x : Nat\n" + SKIP + 'elab "lie" : term => return mkApp2 (mkConst ``Eq.refl [levelOne])'
        " (mkConst `One) (.app (mkConst `One.mk) (mkNatLit 1))\n"
        "theorem same : One.mk 1 = One.mk 2 := by exact (lie : _)\n"
        "theorem target : 1 = 2 := congrArg One.x same\n",
    ),
    program(
        "instance-entry-of-another-type",
        "the table of instances gets an entry that is none",
        KERNEL,
        "def no : Unit := ()\nclass Lie : Prop where\n  lie : 1 = 2\n"
        "run_cmd liftCoreM <| modifyEnv fun env => instanceExtension.addEntry env { keys := #[.const `Lie 0], "
        "val := mkConst `no, priority := 1000, globalName? := some `no, synthOrder := #[], attrKind := .global }\n"
        + SKIP
        + "theorem target : 1 = 2 := (inferInstance : Lie).lie\n",
    ),
    program(
        "decision-by-an-opaque-constant",
        "an axiom in the value of an opaque constant that is never unfolded",
        codes("E_AXIOM"),
        "axiom lie : 1 = 2\nclass Fact' (p : Prop) : Prop where\n  out : p\n"
        "@[instance] opaque fact : Fact' (1 = 2) := ⟨lie⟩\ntheorem target : 1 = 2 := fact.out\n",
    ),
    program(
        "whole-file-by-a-command",
        "one command reads the rest of the file and declares what it likes",
        codes("E_TARGET_MISSING", "E_COMPILE", "E_STATEMENT"),
        'syntax (name := eat) "eat" command* : command\n@[command_elab eat] def eatIt : CommandElab := fun _ => do\n'
        "  elabCommand (← `(theorem $(mkIdent `other) : True := trivial))\n"
        "eat theorem target : 1 + 1 = 2 := rfl\n",
        TRUE,
    ),
)
