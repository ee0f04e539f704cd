import LeanProject.Counting
