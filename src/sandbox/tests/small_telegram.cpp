#include "sandbox/tests/small_telegram.hpp"

#include <doctest/doctest.h>

#include "core/json_write.hpp"

namespace promo::sandbox::tests {

namespace {

std::string value_at(const core::json::Node& node, std::string_view path) {
    if (path.empty()) return node.is_text() ? std::string(node.text()) : node.raw();
    const auto dot = path.find('.');
    const auto rest = dot == std::string_view::npos ? std::string_view() : path.substr(dot + 1);
    const auto name = path.substr(0, dot);
    if (node.is_object()) {
        const auto member = node.member(name);
        return member ? value_at(*member, rest) : "";
    }
    const auto index = static_cast<std::size_t>(std::stoul(std::string(name)));
    return index < node.size() ? value_at(node.item(index), rest) : "";
}

}  // namespace

std::string at(const std::string& json, const std::string& path) {
    const core::json::Document document(json);
    return value_at(document.root(), path);
}

void Endpoint::post(Delivery delivery, std::function<void(DeliveryResult)> done) {
    got.push_back(std::move(delivery));
    if (holds) {
        held_.push_back(std::move(done));
    } else {
        done(next());
    }
}

void Endpoint::release() {
    for (auto& done : std::exchange(held_, {}))
        done(next());
}

DeliveryResult Endpoint::next() {
    DeliveryResult result;
    result.status = 200;
    if (answers.empty()) return result;
    result = answers.front();
    answers.erase(answers.begin());
    return result;
}

SmallTelegram::SmallTelegram() : clock(*core::parse_iso8601("2026-03-02T09:00:00Z")) {
    telegram::SettingsView free;
    free.limits = false;
    world.change_settings(free);
    bot = world.create_bot({"Coupons", "coupons_bot"});
    ann = add_person("Ann");
    say(private_key(), ann, "hello");
    updates();
}

std::int64_t SmallTelegram::add_person(const std::string& name) {
    return world.create_person({name}).id;
}

telegram::ChatView SmallTelegram::add_chat(const std::string& kind, const std::string& title) {
    const auto chat = world.create_chat({kind, title, ann});
    world.set_member({chat.key, bot.id, ann, "administrator"});
    updates();
    return world.chat(chat.key);
}

void SmallTelegram::say(const std::string& chat, std::int64_t user, const std::string& text) {
    world.send({chat, user, text});
}

telegram::Answer SmallTelegram::call(const std::string& method, const std::string& json, const std::string& token) {
    telegram::RawArguments arguments;
    arguments.json = json;
    return world.call(token.empty() ? bot.token : token, method, std::move(arguments));
}

std::string SmallTelegram::result(const std::string& method, const std::string& json) {
    const auto answer = call(method, json);
    REQUIRE_MESSAGE(answer.status == 200, method << ": " << answer.body);
    return at(answer.body, "result");
}

std::string SmallTelegram::refusal(const std::string& method, const std::string& json) {
    const auto answer = call(method, json);
    REQUIRE_MESSAGE(answer.status != 200, method << " was accepted: " << answer.body);
    return at(answer.body, "description");
}

std::vector<std::pair<std::string, std::string>> SmallTelegram::updates() {
    const auto text = result("getUpdates");
    const core::json::Document document(text);
    const auto root = document.root();
    std::vector<std::pair<std::string, std::string>> found;
    std::string last;
    for (std::size_t i = 0; i < root.size(); ++i) {
        for (std::size_t k = 0; k < root.item(i).size(); ++k) {
            const auto [name, value] = root.item(i).entry(k);
            if (name == "update_id") {
                last = value.raw();
            } else {
                found.emplace_back(name, value.raw());
            }
        }
    }
    if (!last.empty()) result("getUpdates", "{\"offset\":" + std::to_string(std::stoll(last) + 1) + "}");
    return found;
}

void SmallTelegram::run_until(core::Timestamp end) {
    constexpr int kMostSteps = 100'000;
    for (int i = 0; i < kMostSteps; ++i) {
        const auto next = world.step(endpoint);
        if (next && *next <= clock.now()) continue;
        if (!next || *next > end) break;
        clock.set(*next);
    }
    clock.set(end);
    world.step(endpoint);
}

}  // namespace promo::sandbox::tests
