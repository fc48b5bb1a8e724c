#include "domains/tenants/invitations/service.hpp"

#include <sodium.h>

#include "core/encoding.hpp"
#include "core/error.hpp"
#include "domains/tenants/invitations/repo.hpp"
#include "domains/tenants/people/email.hpp"
#include "domains/tenants/people/repo.hpp"
#include "domains/tenants/repo.hpp"

namespace promo::tenants::invitations {
namespace {

using core::Refusal;
using core::RefusalCode;

std::string hash_of(std::string_view token) {
    std::string digest(crypto_hash_sha256_BYTES, '\0');
    crypto_hash_sha256(reinterpret_cast<unsigned char*>(digest.data()),
                       reinterpret_cast<const unsigned char*>(token.data()), token.size());
    return core::hex(digest);
}

repo::Usable usable(db::Tx& tx, std::string_view token, core::Timestamp now) {
    if (auto found = repo::find_usable(tx, hash_of(token), now)) return *std::move(found);
    throw Refusal(RefusalCode::not_found, "This invitation is used up or too old. Ask for a new one.");
}

// What the log calls it: not everybody is invited by name.
std::string subject_of(const std::optional<std::string>& email) {
    return email.value_or("whoever has the link");
}

void refuse_others(const repo::Usable& invitation, const people::Person& person) {
    if (!invitation.email) return;
    if (person.email && person.email_verified && people::same_mailbox(*person.email, *invitation.email)) return;
    throw Refusal(RefusalCode::forbidden, "This invitation is for " + *invitation.email +
                                              ". Sign in with that address, or ask for an invitation of your own.");
}

}  // namespace

std::string link(std::string_view base_url, const core::Secret& token) {
    return std::string(base_url) + "/invite#" + token.reveal();
}

NewInvitation Service::invite(const core::TenantId& tenant, const core::Actor& actor, MemberRole actor_role,
                              MemberRole role, const std::optional<std::string>& email) {
    if (role > actor_role)
        throw Refusal(RefusalCode::forbidden,
                      "You cannot invite somebody to more than you may do yourself. Choose another role.", "role");
    const auto now = clock_.now();
    NewInvitation made{{.id = entropy_.uuid(now),
                        .role = role,
                        .email = email ? std::optional(checked_email(*email, "email")) : std::nullopt,
                        .created_by = actor.name,
                        .created_at = now,
                        .expires_at = now + kLife},
                       core::Secret(entropy_.token())};
    database_.transact(tenant, [&](db::Tx& tx) {
        tenants::repo::lock(tx, tenant);
        // Removing somebody revokes what he made: an invitation of his must not come after that.
        people::Service::require_still(tx, tenant, actor, actor_role);
        if (repo::count_pending(tx, tenant, now) >= kMostPending)
            throw Refusal(RefusalCode::conflict, "There are 100 open invitations. Revoke some of them first.");
        repo::insert(tx, tenant, made.invitation, hash_of(made.token.reveal()), core::UserId(actor.id));
        audit_.record(tx, tenant, actor,
                      {.action = "invitation.created",
                       .subject = subject_of(made.invitation.email),
                       .details = {{"role", std::string(core::enum_name(role))}}},
                      now);
    });
    return made;
}

NewInvitation Service::invite_owner(const Tenant& tenant, const core::Actor& actor) {
    return invite(tenant.id, actor, MemberRole::owner, MemberRole::owner, tenant.owner_email);
}

std::vector<Invitation> Service::pending(const core::TenantId& tenant) {
    return database_.read(tenant, [&](db::Tx& tx) { return repo::pending(tx, tenant, clock_.now(), kMostPending); });
}

void Service::revoke(const core::TenantId& tenant, const core::Actor& actor, const std::string& id) {
    database_.transact(tenant, [&](db::Tx& tx) {
        const auto now = clock_.now();
        const auto revoked = repo::revoke(tx, tenant, id, now);
        if (!revoked) throw Refusal(RefusalCode::not_found, "There is no such open invitation. Load the page again.");
        audit_.record(tx, tenant, actor,
                      {.action = "invitation.revoked",
                       .subject = subject_of(revoked->email),
                       .details = {{"role", std::string(core::enum_name(revoked->role))}}},
                      now);
    });
}

Preview Service::preview(std::string_view token) {
    return database_.read_as_system("an invitation's link", [&](db::Tx& tx) {
        const auto found = usable(tx, token, clock_.now());
        return Preview{found.tenant_name, found.role, found.email, found.expires_at};
    });
}

people::Membership Service::accept(std::string_view token, const core::UserId& user, const core::Actor& actor) {
    return database_.transact_as_system("an invitation's link", [&](db::Tx& tx) {
        const auto now = clock_.now();
        const auto tenant = usable(tx, token, now).tenant_id;
        tenants::repo::lock(tx, tenant);
        const auto invitation = usable(tx, token, now);  // as nobody else changes it any more

        const auto caller = people::repo::caller(tx, user);
        if (!caller)
            throw Refusal(RefusalCode::forbidden, "Sign in with an account of your own to accept an invitation.");
        refuse_others(invitation, caller->person);
        if (people::repo::member(tx, tenant, user)) {
            throw Refusal(RefusalCode::conflict,
                          "You belong to this business already. Its owner can change what you may do.");
        }
        people::Service::refuse_when_full(tx, tenant);
        repo::accept(tx, tenant, invitation.id, user, now);
        people::repo::insert(tx, tenant, user, invitation.role, now);
        people::repo::choose(tx, user, tenant);
        audit_.record(tx, tenant, actor,
                      {.action = "invitation.accepted",
                       .subject = people::called(caller->person),
                       .details = {{"role", std::string(core::enum_name(invitation.role))}}},
                      now);
        return people::Membership{tenant, invitation.tenant_name, TenantStatus::active, invitation.role};
    });
}

}  // namespace promo::tenants::invitations
