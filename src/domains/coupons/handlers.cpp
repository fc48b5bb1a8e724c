#include "domains/coupons/handlers.hpp"

#include "core/error.hpp"
#include "http/errors.hpp"
#include "http/json.hpp"

namespace promo::coupons {
namespace {

constexpr std::size_t kLargestQuestion = 16 << 10;

struct SettingsView {
    Provider provider = Provider::none;
    std::string funderpro_product_id;
    bool has_stripe = false;
    std::int64_t codes = 0;
    std::string page_url;
    std::optional<core::Timestamp> updated_at;
};
BOOST_DESCRIBE_STRUCT(SettingsView, (), (provider, funderpro_product_id, has_stripe, codes, page_url, updated_at))

struct Shown {
    SettingsView settings;
};
BOOST_DESCRIBE_STRUCT(Shown, (), (settings))

struct Saved {
    bool success = true;
    SettingsView settings;
};
BOOST_DESCRIBE_STRUCT(Saved, (), (success, settings))

struct SettingsBody {
    std::optional<Provider> provider;
    std::optional<std::string> funderpro_product_id;
};
BOOST_DESCRIBE_STRUCT(SettingsBody, (), (provider, funderpro_product_id))

struct CheckBody {
    std::string coupon_code;
    std::optional<core::TenantId> tenant;
};
BOOST_DESCRIBE_STRUCT(CheckBody, (), (coupon_code, tenant))

struct CheckAnswer {
    bool valid = false;
    std::string message;
    int status_code = 0;
    Reason reason = Reason::unavailable;
    std::string code;
    std::optional<std::string> pass;
    std::optional<std::int64_t> pass_until;
};
BOOST_DESCRIBE_STRUCT(CheckAnswer, (), (valid, message, status_code, reason, code, pass, pass_until))

// The usual body of an error, and `valid` for who looks at nothing else.
struct CheckRefused {
    bool success = false;
    std::string error;
    std::string code;
    std::optional<std::string> field;
    std::string request_id;
    bool valid = false;
    std::string message;
    int status_code = 0;
    std::optional<Reason> reason;
};
BOOST_DESCRIBE_STRUCT(CheckRefused, (), (success, error, code, field, request_id, valid, message, status_code, reason))

SettingsView view_of(const Overview& overview) {
    return {overview.settings.provider, overview.settings.funderpro_product_id,
            overview.has_stripe,        overview.codes,
            overview.page_url,          overview.settings.updated_at};
}

http::Response save(Service& service, const http::Request& request) {
    const auto body = http::read_json_body<SettingsBody>(request);
    const auto saved =
        service.save(request.caller().tenant, request.actor(), {body.provider, body.funderpro_product_id});
    return http::json(Saved{true, view_of(saved)});
}

std::optional<Reason> reason_of(const core::Refusal& refusal) {
    if (refusal.code() == core::RefusalCode::unavailable) return Reason::unavailable;
    if (refusal.code() == core::RefusalCode::invalid) return Reason::bad_format;
    return std::nullopt;
}

http::Response refused(const core::Refusal& refusal, const http::Request& request,
                       std::optional<Reason> reason = std::nullopt) {
    auto response = http::error_response(refusal, request.request_id);
    CheckRefused body{.error = refusal.message(),
                      .code = std::string(core::to_string(refusal.code())),
                      .field = {},
                      .request_id = request.request_id,
                      .message = refusal.message(),
                      .status_code = response.status,
                      .reason = reason ? reason : reason_of(refusal)};
    if (!refusal.field().empty()) body.field = refusal.field();
    response.body = core::json::to_text(body, core::json::Absent::omitted);
    return response;
}

http::Response answer(const Checked& checked, const http::Request& request) {
    const auto& verdict = checked.verdict;
    if (verdict.malformed()) {
        return refused({core::RefusalCode::invalid, verdict.message, "coupon_code"}, request, verdict.reason);
    }
    CheckAnswer body{verdict.valid(), verdict.message, verdict.status_code, verdict.reason, verdict.code, {}, {}};
    if (!checked.pass.empty()) {
        body.pass = checked.pass;
        body.pass_until = std::chrono::floor<std::chrono::seconds>(checked.pass_until).time_since_epoch().count();
    }
    http::Response response;
    response.body = core::json::to_text(body, core::json::Absent::omitted);
    return response;
}

http::Response check(Service& service, const http::Request& request) {
    try {
        service.admit_stranger(request.client_ip);
        const auto body = http::read_json_body<CheckBody>(request);
        return answer(service.check_for_stranger(body.tenant.value_or(tenants::kDefaultTenant), body.coupon_code),
                      request);
    } catch (const core::Refusal& refusal) {
        return refused(refusal, request);
    }
}

http::Response test(Service& service, const http::Request& request) {
    const auto body = http::read_json_body<CheckBody>(request);
    return answer({service.check(request.caller().tenant, body.coupon_code), {}, {}}, request);
}

}  // namespace

http::Routes routes(Service& service) {
    using enum http::Verb;
    using enum http::Access;
    const auto with = [&service](auto handler) {
        return [&service, handler](const http::Request& request) { return handler(service, request); };
    };
    return {
        {get, "/api/coupon-settings", tenant_member,
         [&service](const http::Request& r) { return http::json(Shown{view_of(service.overview(r.caller().tenant))}); },
         "Who says whether the tenant's coupons are good"},
        {put, "/api/coupon-settings", tenant_admin, with(save), "Another provider, or another product of FunderPro"},
        {post, "/api/coupon-settings", tenant_admin, with(save), "The same as PUT"},
        {post, "/api/coupon-settings/test", tenant_member, with(test), "Whether a coupon is good, for the tenant's own",
         http::Pool::upstream},
        {post, "/api/validate-coupon", open, with(check),
         "Whether a coupon is good, and a pass to take pictures with it away; `tenant` is `default` when not named",
         http::Pool::upstream, kLargestQuestion},
    };
}

}  // namespace promo::coupons
