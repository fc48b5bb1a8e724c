#include "domains/subscriptions/stripe_event.hpp"

#include <map>

#include "core/error.hpp"
#include "core/json_read.hpp"

namespace promo::subscriptions {
namespace {

constexpr std::size_t kLongestId = 255;
constexpr std::int64_t kLatestSecond = 32'503'680'000;  // the year 3000

struct Head {
    std::string id;
    std::string type;
    std::int64_t created = 0;
};
BOOST_DESCRIBE_STRUCT(Head, (), (id, type, created))

struct Labelled {
    std::optional<std::map<std::string, std::string>> metadata;
};
BOOST_DESCRIBE_STRUCT(Labelled, (), (metadata))

struct Data {
    Labelled object;
};
BOOST_DESCRIBE_STRUCT(Data, (), (object))

struct Labels {
    Data data;
};
BOOST_DESCRIBE_STRUCT(Labels, (), (data))

bool is_name(std::string_view text) {
    return !text.empty() && text.size() <= kLongestId && text.find('\0') == std::string_view::npos;
}

}  // namespace

StripeEvent parse_stripe_event(const core::TenantId& tenant, std::string_view body, core::Timestamp now) {
    const auto head = core::json::try_parse<Head>(body, core::json::EqualKeys::refused);
    const bool sound = head && is_name(head.value->id) && is_name(head.value->type) && head.value->created >= 0 &&
                       head.value->created <= kLatestSecond;
    if (!sound) throw core::Refusal(core::RefusalCode::invalid, "The body is no event of Stripe.");
    return {.tenant_id = tenant,
            .id = head.value->id,
            .type = head.value->type,
            .created_at = core::Timestamp(std::chrono::seconds(head.value->created)),
            .received_at = now,
            .body = std::string(body)};
}

std::optional<std::string> tenant_named_by(const StripeEvent& event) {
    const auto labels = core::json::try_parse<Labels>(event.body);
    if (!labels || !labels.value->data.object.metadata) return std::nullopt;
    const auto& metadata = *labels.value->data.object.metadata;
    const auto named = metadata.find("tenant_id");
    return named == metadata.end() ? std::nullopt : std::optional(named->second);
}

}  // namespace promo::subscriptions
