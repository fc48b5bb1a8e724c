#include "http/json.hpp"
#include "sandbox/clerk/endpoints.hpp"

namespace promo::sandbox::clerk {
namespace {

using http::Access;
using http::Request;
using http::Verb;

constexpr const char* kFolder = "/control/clerk/";

struct Token {
    std::string token;
};
BOOST_DESCRIBE_STRUCT(Token, (), (token))

struct Rotated {
    std::string kid;
};
BOOST_DESCRIBE_STRUCT(Rotated, (), (kid))

http::Route act(std::string path, std::string summary, http::Handler handler) {
    return {Verb::post, kFolder + std::move(path), Access::open, std::move(handler), std::move(summary)};
}

}  // namespace

http::Routes control_routes(World& world) {
    return {
        {Verb::get, kFolder + std::string("status"), Access::open,
         [&world](const Request&) { return http::json(world.status()); },
         "The accounts, the keys, and how often they were asked for"},
        act("users", "Add an account",
            [&world](const Request& request) {
                return http::json(world.create_account(http::read_json_body<NewAccount>(request)));
            }),
        act("tokens", "Sign a token with any claims",
            [&world](const Request& request) {
                return http::json(Token{world.mint(http::read_json_body<Minting>(request), issuer_of(request))});
            }),
        act("rotate", "Sign with a new key from now on",
            [&world](const Request&) { return http::json(Rotated{world.rotate()}); }),
        act("mode", "Be down, slow, huge or redirecting",
            [&world](const Request& request) {
                world.change_mode(http::read_json_body<ModeChange>(request));
                return http::success();
            }),
        act("reset", "Forget the accounts and what was counted",
            [&world](const Request&) {
                world.reset();
                return http::success();
            }),
    };
}

}  // namespace promo::sandbox::clerk
