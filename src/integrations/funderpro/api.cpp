#include "integrations/funderpro/api.hpp"

#include "core/encoding.hpp"
#include "core/log.hpp"
#include "net/http_client.hpp"

namespace promo::funderpro {
namespace {

constexpr std::chrono::milliseconds kDeadline{6'000};

Finding finding_of(int status) {
    if (status == 200) return Finding::good;
    if (status == 429 || status >= 500) return Finding::busy;
    // What is about us, or about the way there, says nothing about the coupon.
    const bool about_us = status == 401 || status == 403 || status == 407 || status == 408;
    return status < 400 || about_us ? Finding::refused : Finding::unknown;
}

}  // namespace

Answer Api::look_up(std::string_view coupon, std::string_view product_id) const {
    net::Request request;
    request.vendor = "funderpro";
    request.url = core::Secret(base_url_ + "/discount?coupons%5B%5D=" + core::url_encode(coupon) +
                               "&productIds=" + core::url_encode(product_id));
    request.deadline = kDeadline;
    const auto reply = send_(request);
    const bool answered = reply.outcome == net::Outcome::answered;
    const Answer answer{answered ? finding_of(reply.status) : Finding::busy, answered ? reply.status : 0};
    if (answer.finding == Finding::busy || answer.finding == Finding::refused) {
        core::log::warn("funderpro.no_answer", {{"status", answer.status}, {"detail", reply.detail}});
    }
    return answer;
}

}  // namespace promo::funderpro
