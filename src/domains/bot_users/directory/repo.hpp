#pragma once

#include "db/tx.hpp"
#include "domains/bot_users/directory/person.hpp"

namespace promo::bot_users::directory::repo {

// Those who got most pictures first. Of a chat that several bots know, what the last of them knows.
std::vector<Person> list(db::Tx& tx, const core::TenantId& tenant, const Search& search);
std::int64_t count(db::Tx& tx, const core::TenantId& tenant, const Search& search);
std::optional<Person> find(db::Tx& tx, const core::TenantId& tenant, std::int64_t chat);
// Of those that were taken.
std::vector<StepTaken> first_steps(db::Tx& tx, const core::TenantId& tenant, std::int64_t chat);
std::vector<Event> history(db::Tx& tx, const core::TenantId& tenant, std::int64_t chat, std::int64_t limit);

}  // namespace promo::bot_users::directory::repo
