from machinami.foundation.manifest import CapabilityManifest, Holding, Permission, Realises, Text

manifest = CapabilityManifest(
    title=Text(ja="手続き", en="Procedures", zh="手续", ko="절차", easy="てつづき"),
    # Level 3 (proven from outside) waits for all forty procedures.
    realises=(Realises(initiative=1, level=2, evidence=(
        "tests/every_service/test_manifests.py::TestProcedure::test_what_is_accepted_is_valid_for_an_independent_validator",
        "tests/journeys/test_main_job.py::test_child_allowance_from_search_to_certificate",
        "tests/journeys/test_authoring.py::test_from_nothing_to_a_korean_residents_application")),),
    permissions=(
        Permission(verb="apply", title="手続きを申請する", roles=("resident",)),
        Permission(verb="take_paper", title="紙の申請を表から取り込む", roles=("clerk", "approver", "manager")),
        Permission(verb="print_form", title="本人を前にして、申請の内容を書類に印刷する", roles=("clerk", "approver", "manager")),
        Permission(verb="publish", title="手続きの定義を公開する", roles=("engineer", "manager", "publisher")),
    ),
    personal_data=(
        Holding(
            name="申請の下書き", subjects="申請しようとしている人", items=("入力した回答", "添付したファイルの番号"),
            purpose="入力の途中で中断し、あとで別の端末からも続けられるようにする",
            legal_basis="各手続の根拠法令、個人情報の保護に関する法律第61条", years=1,
            erase="machinami.capabilities.procedures.expiring:DRAFTS", sensitive=True,
        ),
        Holding(
            name="紙の申請の表", subjects="紙で申請した人", items=("申請の回答", "宛名番号"),
            purpose="窓口や郵便で受けた申請を取り込み、取り込めない行を直す（取り込んだ行はすぐに、残りは14日で消す）",
            legal_basis="各手続の根拠法令、個人情報の保護に関する法律第61条", years=1,
            erase="machinami.capabilities.procedures.paper.erasing:PAPERS", sensitive=True,
        ),
    ),
)
