#include "domains/tenants/transfer/document.hpp"

#include <algorithm>
#include <array>

#include "core/error.hpp"
#include "core/json_write.hpp"

namespace promo::tenants::transfer {
namespace {

constexpr std::array<std::string_view, 4> kLeftBehind{"inbound_updates", "jobs", "schedule_runs", "stripe_events"};

[[noreturn]] void refuse(std::string message) {
    throw core::Refusal(core::RefusalCode::invalid, std::move(message));
}

}  // namespace

Header read_header(const std::optional<std::string>& line, std::string_view newest_schema) {
    const auto header = core::json::try_parse<Header>(line.value_or(""));
    if (!header || header.value->format != kFormat) {
        refuse("This is no file of `promostack tenant export`: " + header.problem);
    }
    if (header.value->version > kVersion || header.value->schema > newest_schema) {
        refuse("This file is from a newer PromoStack (" + header.value->schema + "). Upgrade this one first.");
    }
    return *header.value;
}

Line read_line(std::string_view text) {
    auto line = core::json::try_parse<Line>(text);
    if (!line || (!line.value->end && (!line.value->table || !line.value->row))) {
        refuse("This file is damaged: " + line.problem);
    }
    return std::move(*line.value);
}

bool is_sealed(std::string_view column) {
    return column.starts_with("sealed_");
}

bool is_secret(std::string_view column) {
    return is_sealed(column) || column.ends_with("_hash");
}

bool is_exported(std::string_view table) {
    return std::ranges::find(kLeftBehind, table) == kLeftBehind.end();
}

std::string with_text(std::string_view row, std::string_view name, std::string_view value) {
    const core::json::Document document(row);
    const auto root = document.root();
    std::string text;
    core::json::Writer writer(text);
    writer.begin_object();
    for (std::size_t i = 0; i < root.size(); ++i) {
        const auto [key, item] = root.entry(i);
        writer.key(key);
        key == name ? writer.text(value) : writer.raw(item.raw());
    }
    writer.end_object();
    return text;
}

std::string text_of(std::string_view row, std::string_view name) {
    const core::json::Document document(row);
    const auto root = document.root();
    const auto member = root.member(name);
    return member && member->is_text() ? std::string(member->text()) : std::string();
}

}  // namespace promo::tenants::transfer
