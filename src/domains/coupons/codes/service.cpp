#include "domains/coupons/codes/service.hpp"

#include <algorithm>
#include <map>
#include <span>

#include "core/error.hpp"
#include "domains/coupons/codes/repo.hpp"
#include "rendering/caption.hpp"

namespace promo::coupons::codes {
namespace {

using core::Refusal;
using core::RefusalCode;

// What a file changes of a list.
struct Changes {
    std::vector<Code> put;
    std::vector<std::string> removed;
    std::int64_t added = 0;
    std::int64_t updated = 0;
};

Changes changes_of(const std::vector<Code>& listed, std::vector<Code> present, ImportMode mode) {
    std::map<std::string, Code> rest;
    for (auto& code : present)
        rest.emplace(code.code, code);
    Changes changes;
    for (const auto& code : listed) {
        const auto old = rest.extract(code.code);
        if (old.empty()) {
            ++changes.added;
        } else if (old.mapped().valid_from != code.valid_from || old.mapped().valid_until != code.valid_until) {
            ++changes.updated;
        } else {
            continue;
        }
        changes.put.push_back(code);
    }
    if (mode == ImportMode::replace) {
        for (const auto& entry : rest)
            changes.removed.push_back(entry.first);
    }
    return changes;
}

template <class Item, class Act>
void in_batches(const std::vector<Item>& items, Act&& act) {
    for (std::size_t at = 0; at < items.size(); at += repo::kBatch) {
        const auto batch = std::span(items).subspan(at, std::min(repo::kBatch, items.size() - at));
        act(std::vector<Item>(batch.begin(), batch.end()));
    }
}

void require_room(std::int64_t codes) {
    if (codes <= static_cast<std::int64_t>(kMostCodes)) return;
    throw Refusal(RefusalCode::conflict, "A list has room for " + std::to_string(kMostCodes) +
                                             " codes. Remove some first, or import with `replace`.");
}

}  // namespace

std::optional<Code> Service::find(const core::TenantId& tenant, const std::string& code) {
    return database_.read(tenant, [&](db::Tx& tx) { return repo::find(tx, tenant, code); });
}

Page Service::page(const core::TenantId& tenant, std::string_view search, std::string_view after, std::int64_t limit) {
    const auto wanted = rendering::clean_code(search);
    return database_.read(tenant, [&](db::Tx& tx) {
        Page page{repo::page(tx, tenant, wanted, after, limit + 1), repo::count(tx, tenant, wanted), std::nullopt};
        if (page.codes.size() > static_cast<std::size_t>(limit)) {
            page.codes.pop_back();
            page.next = page.codes.back().code;
        }
        return page;
    });
}

std::int64_t Service::count(const core::TenantId& tenant) {
    return database_.read(tenant, [&](db::Tx& tx) { return repo::count(tx, tenant); });
}

Put Service::put(const core::TenantId& tenant, const core::Actor& actor, const Written& written) {
    const auto code = read_code(written, zone_of(tenant));
    const auto now = clock_.now();
    return database_.transact(tenant, [&](db::Tx& tx) {
        repo::lock(tx, tenant);
        const auto done = repo::find(tx, tenant, code.code) ? Put::changed : Put::added;
        if (done == Put::added) require_room(repo::count(tx, tenant) + 1);
        repo::put(tx, tenant, {code}, now);
        audit_.record(tx, tenant, actor, {"coupon_code.saved", code.code}, now);
        return done;
    });
}

void Service::remove(const core::TenantId& tenant, const core::Actor& actor, std::string_view code) {
    const auto cleaned = rendering::clean_code(code);
    const auto now = clock_.now();
    database_.transact(tenant, [&](db::Tx& tx) {
        if (repo::remove(tx, tenant, {cleaned}) == 0) {
            throw Refusal(RefusalCode::not_found, "This code is not on the list. Load the page again.");
        }
        audit_.record(tx, tenant, actor, {"coupon_code.removed", cleaned}, now);
    });
}

Imported Service::import(const core::TenantId& tenant, const core::Actor& actor, std::string_view csv,
                         ImportMode mode) {
    auto listed = read_list(csv, zone_of(tenant));
    if (listed.codes.empty()) {
        const auto why = listed.problems.empty() ? "It is empty." : "Its first problem: " + listed.problems[0].why;
        throw Refusal(RefusalCode::invalid, "There is no code in this file. " + why, "file");
    }
    const auto now = clock_.now();
    auto imported = database_.transact(tenant, [&](db::Tx& tx) {
        repo::lock(tx, tenant);
        const auto present = repo::page(tx, tenant, {}, {}, kMostCodes);
        const auto before = static_cast<std::int64_t>(present.size());
        const auto changes = changes_of(listed.codes, present, mode);
        const auto removed = static_cast<std::int64_t>(changes.removed.size());
        require_room(before + changes.added - removed);
        in_batches(changes.removed, [&](const auto& batch) { repo::remove(tx, tenant, batch); });
        in_batches(changes.put, [&](const auto& batch) { repo::put(tx, tenant, batch, now); });
        audit_.record(tx, tenant, actor,
                      {"coupon_codes.imported",
                       std::string(core::enum_name(mode)),
                       {{"added", std::to_string(changes.added)},
                        {"updated", std::to_string(changes.updated)},
                        {"removed", std::to_string(removed)}}},
                      now);
        return Imported{changes.added, changes.updated, removed, {}};
    });
    imported.problems = std::move(listed.problems);
    return imported;
}

std::string Service::export_csv(const core::TenantId& tenant) {
    return write_list(database_.read(tenant, [&](db::Tx& tx) { return repo::page(tx, tenant, {}, {}, kMostCodes); }));
}

core::TimeZone Service::zone_of(const core::TenantId& tenant) {
    const auto found = tenants_.find(tenant);
    const auto zone = found ? core::TimeZone::find(found->time_zone) : std::nullopt;
    return zone.value_or(core::TimeZone::utc());
}

}  // namespace promo::coupons::codes
