#include "sandbox/clerk/endpoints.hpp"

#include <algorithm>

#include "core/error.hpp"
#include "http/errors.hpp"
#include "http/form.hpp"
#include "http/json.hpp"
#include "sandbox/hold.hpp"

namespace promo::sandbox::clerk {
namespace {

using http::Access;
using http::Pool;
using http::Request;
using http::Response;
using http::Verb;

constexpr std::size_t kHugeBytes = 8 << 20;
constexpr std::int64_t kUsualDelayMs = 10'000;
constexpr std::string_view kKeySetPath = "/clerk/.well-known/jwks.json";
constexpr std::string_view kTestKey = "Bearer sk_test_";
constexpr std::array<std::string_view, 3> kThisMachine = {"localhost", "127.0.0.1", "[::1]"};

struct Token {
    std::string jwt;
};
BOOST_DESCRIBE_STRUCT(Token, (), (jwt))

struct Accounts {
    std::vector<AccountView> accounts;
};
BOOST_DESCRIBE_STRUCT(Accounts, (), (accounts))

// As Clerk's Backend API has them.
struct Verification {
    std::string status;
    std::string strategy;
};
BOOST_DESCRIBE_STRUCT(Verification, (), (status, strategy))

struct EmailAddress {
    std::string id;
    std::string object;
    std::string email_address;
    Verification verification;
};
BOOST_DESCRIBE_STRUCT(EmailAddress, (), (id, object, email_address, verification))

struct User {
    std::string id;
    std::string object;
    std::optional<std::string> first_name;
    std::optional<std::string> last_name{};
    std::optional<std::string> image_url{};
    std::optional<std::string> primary_email_address_id{};
    std::vector<EmailAddress> email_addresses{};
};
BOOST_DESCRIBE_STRUCT(User, (),
                      (id, object, first_name, last_name, image_url, primary_email_address_id, email_addresses))

struct Problem {
    std::string message;
    std::string code;
};
BOOST_DESCRIBE_STRUCT(Problem, (), (message, code))

struct Problems {
    std::vector<Problem> errors;
};
BOOST_DESCRIBE_STRUCT(Problems, (), (errors))

bool is_this_machine(std::string_view authority) {
    const auto name = authority.substr(0, authority.find(':', authority.starts_with('[') ? authority.find(']') : 0));
    return name.ends_with(".localhost") || std::ranges::find(kThisMachine, name) != kThisMachine.end();
}

// Pages of this machine alone: the accounts are nobody else's business.
void allow_page(const Request& request, Response& response) {
    constexpr std::string_view kScheme = "http://";
    const auto origin = request.headers.find("origin").value_or("");
    if (!origin.starts_with(kScheme) || !is_this_machine(origin.substr(kScheme.size()))) return;
    response.headers.set("Access-Control-Allow-Origin", std::string(origin));
    response.headers.set("Vary", "Origin");
    response.headers.set("Cross-Origin-Resource-Policy", "cross-origin");
}

// A row for pages on other ports. They send forms, which need no permission in advance, and read refusals, too.
http::Route for_pages(Verb verb, const std::string& path, std::string summary, http::Handler answer) {
    auto handler = [answer = std::move(answer)](const Request& request) {
        Response response;
        try {
            response = answer(request);
        } catch (const core::Refusal& refusal) {
            response = http::error_response(refusal, request.request_id);
        }
        allow_page(request, response);
        return response;
    };
    return {verb, "/clerk/" + path, Access::partner, std::move(handler), std::move(summary)};
}

std::string field(const http::Params& form, std::string_view name) {
    return std::string(form.find(name).value_or(""));
}

NewAccount new_account(const Request& request) {
    const auto form = http::read_form_body(request);
    NewAccount account{.name = field(form, "name"), .verified = form.find("verified").has_value()};
    if (const auto email = field(form, "email"); !email.empty()) account.email = email;
    return account;
}

http::Routes page_routes(World& world, http::Handler script) {
    return {
        for_pages(Verb::get, "npm/@clerk/clerk-js@5/dist/clerk.browser.js", "What a page loads to sign in",
                  std::move(script)),
        for_pages(Verb::get, "v1/accounts", "The imitated accounts",
                  [&world](const Request&) { return http::json(Accounts{world.accounts()}); }),
        for_pages(Verb::post, "v1/accounts", "Sign up",
                  [&world](const Request& request) {
                      return http::json(world.sign_in(world.create_account(new_account(request)).id));
                  }),
        for_pages(Verb::post, "v1/sessions", "Sign in as an account",
                  [&world](const Request& request) {
                      return http::json(world.sign_in(field(http::read_form_body(request), "account")));
                  }),
        for_pages(Verb::get, "v1/sessions/{id:text}", "A session, while it lasts",
                  [&world](const Request& request) { return http::json(world.session(request.path_param("id"))); }),
        for_pages(Verb::post, "v1/sessions/{id:text}/tokens", "A token of a session, good for a minute",
                  [&world](const Request& request) {
                      const auto origin = request.headers.find("origin").value_or("");
                      return http::json(
                          Token{world.session_token(request.path_param("id"), issuer_of(request), origin)});
                  }),
        for_pages(Verb::post, "v1/sessions/{id:text}/end", "Sign out",
                  [&world](const Request& request) {
                      world.sign_out(request.path_param("id"));
                      return http::success();
                  }),
    };
}

Response problem(int status, std::string code, std::string message) {
    return http::json(Problems{{{std::move(message), std::move(code)}}}, status);
}

User user_of(const AccountView& account) {
    const auto space = account.name.find(' ');
    User user{.id = account.id, .object = "user", .first_name = account.name.substr(0, space)};
    if (space != std::string::npos) user.last_name = account.name.substr(space + 1);
    user.image_url = account.image_url;
    if (account.email) {
        user.primary_email_address_id = "idn_" + account.id;
        user.email_addresses.push_back({.id = *user.primary_email_address_id,
                                        .object = "email_address",
                                        .email_address = *account.email,
                                        .verification = {account.verified ? "verified" : "unverified", "email_code"}});
    }
    return user;
}

Response answer_user(World& world, const Request& request) {
    world.count_account_fetch();
    if (world.mode().mode == Mode::down) return problem(503, "service_unavailable", "Clerk is down");
    if (!request.headers.find("authorization").value_or("").starts_with(kTestKey))
        return problem(401, "authentication_invalid", "Invalid secret key");
    const auto account = world.account(request.path_param("id"));
    if (!account) return problem(404, "resource_not_found", "No user was found with the id given");
    return http::json(user_of(*account));
}

Response answer_keys(World& world, const core::Clock& clock) {
    world.count_key_fetch();
    const auto mode = world.mode();
    if (mode.mode == Mode::down) return problem(503, "service_unavailable", "Clerk is down");
    if (mode.mode == Mode::redirect) return http::redirect(302, std::string(kKeySetPath) + "?moved");
    if (mode.mode == Mode::slow) hold(std::chrono::milliseconds(mode.delay_ms.value_or(kUsualDelayMs)), clock);
    Response response;
    response.body = world.key_set();
    if (mode.mode == Mode::huge) response.body.append(kHugeBytes, ' ');
    return response;
}

}  // namespace

std::string issuer_of(const Request& request) {
    const auto colon = request.host.rfind(':');
    const bool local = is_this_machine(request.host) && colon != std::string::npos && !request.host.ends_with(']');
    return "http://" + (local ? "localhost" + request.host.substr(colon) : request.host) + "/clerk";
}

http::Routes vendor_routes(World& world, const core::Clock& clock, http::Handler script) {
    auto routes = page_routes(world, std::move(script));
    routes.push_back({Verb::get, std::string(kKeySetPath), Access::open,
                      [&world, &clock](const Request&) { return answer_keys(world, clock); },
                      "The keys that sign the tokens", Pool::upstream});
    routes.push_back({Verb::get, "/clerk/api/v1/users/{id:text}", Access::open,
                      [&world](const Request& request) { return answer_user(world, request); },
                      "An account, for a server with a secret key"});
    return routes;
}

}  // namespace promo::sandbox::clerk
