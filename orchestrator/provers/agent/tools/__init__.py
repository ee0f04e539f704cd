"""The tools of an episode, one file each; `registry` names them all."""
