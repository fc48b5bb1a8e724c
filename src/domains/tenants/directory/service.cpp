#include "domains/tenants/directory/service.hpp"

#include <charconv>

#include "core/error.hpp"
#include "domains/tenants/directory/repo.hpp"

namespace promo::tenants::directory {
namespace {

// `<created_at in microseconds>.<id>`
std::string cursor_of(const Entry& entry) {
    return std::to_string(entry.created_at.time_since_epoch().count()) + '.' + entry.tenant_id.str();
}

repo::Position parse_cursor(const std::string& cursor) {
    const auto dot = cursor.find('.');
    std::int64_t micros = 0;
    const auto* end = cursor.data() + std::min(dot, cursor.size());
    const auto [stopped, problem] = std::from_chars(cursor.data(), end, micros);
    if (dot == std::string::npos || problem != std::errc() || stopped != end) {
        throw core::Refusal(core::RefusalCode::invalid, "Begin again at the first page.", "after");
    }
    return {core::Timestamp(core::Duration(micros)), core::TenantId(cursor.substr(dot + 1))};
}

}  // namespace

Page Service::list(const Filter& filter) {
    const auto position = filter.after ? std::optional(parse_cursor(*filter.after)) : std::nullopt;
    return database_.read_as_system("list of tenants", [&](db::Tx& tx) {
        Page page{repo::list(tx, filter.search, position, filter.limit + 1), repo::stats(tx), std::nullopt};
        if (page.tenants.size() > static_cast<std::size_t>(filter.limit)) {
            page.tenants.pop_back();
            page.next = cursor_of(page.tenants.back());
        }
        return page;
    });
}

}  // namespace promo::tenants::directory
