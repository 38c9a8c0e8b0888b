"""Errors say what is wrong and what to do."""

from core.errors import UserError


def test_a_user_error_reads_as_message_and_remedy() -> None:
    error = UserError("No such folder.", "Check the path.")
    assert str(error) == "No such folder. Check the path."
    assert (error.message, error.remedy) == ("No such folder.", "Check the path.")


def test_a_user_error_without_a_remedy_has_no_space_left_over() -> None:
    assert str(UserError("No such folder.")) == "No such folder."
