module outside

go 1.13

require github.com/huandu/facebook/v2 v2.9.2
