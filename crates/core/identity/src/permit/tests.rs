//! The whole matrix of rights: every actor, every act.

use crate::{Action, ActionKind, Actor, Denied, Permit, Role, SystemTask, can};
use alloc::format;
use alloc::string::String;
use domain::{SessionId, UserId};

fn person(role: Role) -> Actor {
    Actor::person(UserId::new(7), role, SessionId::new("session").unwrap())
}

#[expect(
    clippy::disallowed_methods,
    reason = "the matrix of rights covers the house's own tasks"
)]
fn system(task: SystemTask) -> Actor {
    Actor::system(task)
}

fn line(name: &str, actor: &Actor) -> String {
    let marks: String = ActionKind::ALL
        .into_iter()
        .map(|action| if can(actor, action).is_ok() { 'x' } else { '.' })
        .collect();
    format!("{name:<10} {marks}\n")
}

// AUTH-18
#[test]
fn the_matrix_of_rights() {
    let mut matrix = String::new();
    matrix += &line("visitor", &Actor::visitor());
    for role in Role::ALL {
        matrix += &line(role.name(), &person(role));
    }
    matrix += &line("terminal", &system(SystemTask::Terminal));
    matrix += &line("house", &system(SystemTask::House));
    // place cancel halt release set-switch set-limits read-trading read-audit manage-users manage-keys sign-in
    assert_eq!(
        matrix,
        "visitor    ..........x\n\
         owner      xxxxxxxxxxx\n\
         admin      xxxxxxxxxxx\n\
         trader     xxx...x...x\n\
         accountant ......x...x\n\
         auditor    ......xx..x\n\
         viewer     ......x...x\n\
         terminal   xxxxxxxxxxx\n\
         house      xxx...xx..x\n"
    );
}

#[test]
fn a_permit_says_who_holds_it_and_a_denial_says_why() {
    let viewer = person(Role::Viewer);
    assert_eq!(
        Permit::<crate::Place>::ask(&viewer).err(),
        Some(Denied::RoleLacks {
            role: Role::Viewer,
            action: ActionKind::Place
        })
    );
    let trader = person(Role::Trader);
    let permit = Permit::<crate::Place>::ask(&trader).unwrap();
    assert_eq!(permit.actor().user(), Some(UserId::new(7)));
    assert_eq!(
        Permit::<crate::Release>::ask(&system(SystemTask::House))
            .err()
            .map(|denied| format!("{denied}")),
        Some("only a person may release".into())
    );
}

#[test]
fn every_marker_asks_for_its_own_act() {
    fn kind<A: Action>() -> ActionKind {
        A::KIND
    }
    let kinds = [
        kind::<crate::Place>(),
        kind::<crate::Cancel>(),
        kind::<crate::Halt>(),
        kind::<crate::Release>(),
        kind::<crate::SetSwitch>(),
        kind::<crate::SetLimits>(),
        kind::<crate::ReadTrading>(),
        kind::<crate::ReadAudit>(),
        kind::<crate::ManageUsers>(),
        kind::<crate::ManageKeys>(),
        kind::<crate::SignIn>(),
    ];
    assert_eq!(kinds, ActionKind::ALL);
}

#[test]
fn roles_have_one_text_form() {
    for role in Role::ALL {
        assert_eq!(role.name().parse(), Ok(role));
    }
    for wrong in ["", "Owner", "root", "owner ", "трейдер"] {
        assert!(wrong.parse::<Role>().is_err(), "{wrong:?}");
    }
}
