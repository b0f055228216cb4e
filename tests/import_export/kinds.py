"""The kinds of faults that public bug reports about importers have shown, and the tests of each.

`case` is the test of the reported input, in the folder of the kind in `cases/`. `further` are tests
with inputs of our own, without those of `test_further_inputs.INPUTS` and
`test_further_kinds.INPUTS`, which name their kinds themselves. `test_kinds.py` counts all of them.
"""

from typing import NamedTuple


class Kind(NamedTuple):
    """Names of tests as `module.function`; a parametrized test is one input for each value."""

    folder: str
    case: str
    further: tuple[str, ...] = ()


KINDS = [
    Kind("03-wxr-entities-in-names", "test_cases.test_entities_in_names"),
    Kind("04-wxr-line-breaks", "test_cases.test_line_breaks_of_the_classic_editor"),
    Kind("06-wxr-indented-html", "test_cases.test_indented_html"),
    Kind("07-wxr-shortcodes-embeds", "test_cases.test_shortcodes_and_embeds"),
    Kind(
        "08-wxr-comments-untold",
        "test_cases.test_comments_are_flat_and_refer_to_what_they_answer",
    ),
    Kind("09-wxr-control-character", "test_cases.test_a_control_character"),
    Kind("12-ghost-code-block", "test_cases.test_a_code_block_of_ghost"),
    Kind("14-ghost-url-placeholder", "test_cases.test_the_placeholder_of_ghost"),
    Kind("15-ghost-plain-and-meta", "test_cases.test_lexical_and_descriptions_of_ghost"),
    Kind(
        "16-folder-inline-pictures",
        "test_cases.test_pictures_in_texts",
        (
            "test_pictures.test_pictures_of_other_systems_are_found",
            "test_pictures.test_the_nearest_image_whose_path_ends_in_the_address",
            "test_pictures.test_pictures_of_an_upload_folder_come_along",
            "test_pictures.test_pictures_come_out_of_a_zip_archive",
            "test_further_public_blogs.test_images_of_mdx_are_stored",
        ),
    ),
    Kind("17-folder-pages-become-posts", "test_cases.test_pages_are_no_posts"),
    Kind("18-folder-other-suffixes", "test_cases.test_other_suffixes_come_or_are_told"),
    Kind("20-folder-dates-not-known", "test_cases.test_dates_by_other_names"),
    Kind("21-folder-more-public", "test_cases.test_nothing_becomes_more_public"),
    Kind("22-hugo-translated-bundles", "test_cases.test_translated_bundles"),
    Kind("23-folder-footnotes", "test_cases.test_footnotes"),
    Kind("25-folder-time-zone", "test_cases.test_the_time_zone_of_a_site"),
    Kind(
        "26-messages-are-cut",
        "test_cases.test_two_posts_of_one_guid_among_sixty_pages",
        (
            "test_runs.test_the_report_has_every_line",
            "test_further_kinds.test_no_line_is_missing_in_the_report",
        ),
    ),
    Kind("27-old-addresses", "test_cases.test_old_addresses"),
    Kind(
        "30-export-inline-media",
        "test_further_kinds.test_an_image_of_a_text_is_exported",
        (
            "test_pictures.test_the_round_trip_loses_no_picture",
            "test_pictures.test_the_round_trip_loses_no_picture_of_a_text",
            "test_further_kinds.test_images_in_other_forms_are_exported",
        ),
    ),
    Kind("34-long-posts", "test_cases.test_a_post_that_is_too_long_is_told"),
    Kind(
        "35-same-slug-same-date",
        "test_cases.test_two_posts_of_one_slug_and_instant",
        (
            "test_import.test_two_posts_of_one_uuid",
            "test_further_kinds.test_posts_of_one_slug_and_instant",
        ),
    ),
    # Its case is a measurement: the plans of each statement are what the measurement depends on.
    Kind(
        "36-vacuum-during-import",
        "test_plans.test_no_look_up_joins_or_reads_a_table_for_each_key",
        ("test_plans.test_no_look_up_joins_or_reads_a_table_for_each_key",),
    ),
]
