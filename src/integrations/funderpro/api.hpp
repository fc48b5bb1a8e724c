#pragma once

#include <string>
#include <string_view>

#include "net/send.hpp"

namespace promo::funderpro {

// What FunderPro says of a coupon.
enum class Finding {
    good,
    unknown,  // it knows no such coupon for this product
    busy,     // it has trouble, or did not answer in time: the next question may fare better
    refused,  // it does not answer us, whatever the coupon
};

struct Answer {
    Finding finding = Finding::busy;
    int status = 0;  // 0: there was no answer
};

// FunderPro's public look-up of discounts, as far as we use it. Safe from any thread.
class Api {
public:
    Api(net::Send send, std::string base_url) : send_(std::move(send)), base_url_(std::move(base_url)) {}

    // One question, at most six seconds long.
    Answer look_up(std::string_view coupon, std::string_view product_id) const;

private:
    net::Send send_;
    std::string base_url_;
};

}  // namespace promo::funderpro
